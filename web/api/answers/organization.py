"""The organization, its shops, roles, duties and calendar."""

from web.api.answers import Answer, Mark, Versioned, Words, name, own_id
from web.api.fields import Day, Id, Text
from web.api.objects import Document, Many, Nested


class Organization(Versioned):
    """The organization that the caller belongs to."""

    id = own_id()
    name = Text("Its name.", required=True)
    timezone = Text("The time zone of its days and deadlines.", required=True)
    founded = Nested("When it was founded.", Mark, required=True)
    calendar = Text("Version of the working-day calendar in force.", required=True, allow_none=True)
    calendar_sha256 = Text("Hash of that calendar's document.", required=True, allow_none=True)


class Calendar(Versioned):
    """A working-day calendar."""

    calendar = Text("Its version.", required=True)
    document = Document("The whole calendar.", required=True)
    sha256 = Text("Hash of the document's canonical JSON.", required=True)
    set = Nested("Who put it into force.", Mark, required=True)


class Shop(Versioned):
    """A shop (店铺)."""

    id = own_id()
    code = Text("Its own short id.", required=True)
    name = Text("Its name.", required=True)
    platform = Text("Where it sells: `taobao`, `tmall` or `jd`.", required=True)
    opened = Nested("Who opened it.", Mark, required=True)


class Role(Versioned):
    """A role (岗位)."""

    id = Text("Its id, such as `service`.", required=True)
    title = Words("Its title.", required=True)


class HeldDuty(Versioned):
    """A duty (职责) that somebody holds."""

    employee = Id("Whose.", required=True)
    name = name()
    duty = Text("Which.", required=True)
    shop = Id("For which shop; null: for the organization.", required=True, allow_none=True)
    granted = Nested("Who granted it.", Mark, required=True)


class OwnDuty(Answer):
    """A duty of the caller."""

    duty = Text("Which.", required=True)
    shop = Id("For which shop; null: for the organization.", required=True, allow_none=True)


class Me(Answer):
    """Who calls."""

    organization = Id("The organization.", required=True)
    employee = Id("The person.", required=True)
    name = name()
    number = Text("Staff number.", required=True)
    shop = Id("The shop of the newest post.", required=True, allow_none=True)
    role = Text("Its role.", required=True)
    lead = Id("Its lead.", required=True, allow_none=True)
    hired_on = Day("First day of work.", required=True)
    left = Day("Last day of work.", required=True, allow_none=True)
    duties = Many("What they may decide.", Nested("A duty.", OwnDuty), required=True)
