"""Bodies about the organization: shops, roles, duties, the calendar."""

from domain.organization import PLATFORMS, Duty
from web.api.fields import Choice, Id, Name, Text
from web.api.objects import Document, Schema

DUTIES = tuple(duty.value for duty in Duty)


class ShopEntry(Schema):
    """A shop (店铺) to open."""

    code = Name("The shop's own short id; it names the shop for ever.", required=True)
    name = Text("The shop's name.", shortest=1, longest=200, required=True)
    platform = Choice("Where it sells.", PLATFORMS, required=True)


class RoleEntry(Schema):
    """A role (岗位) to define or to retitle."""

    role = Name("The role's id; pay plans name it, such as `service`.", required=True)
    title_zh = Text("Its title in Chinese.", shortest=1, longest=200, required=True)
    title_en = Text("Its title in English.", shortest=1, longest=200, required=True)


class DutyEntry(Schema):
    """A duty (职责) to grant or withdraw: what a person may decide."""

    employee = Id("Whose duty.", required=True)
    duty = Choice("Which duty.", DUTIES, required=True)
    shop = Id("The shop, for `manager`; null for all others.", load_default=None, allow_none=True)


class CalendarEntry(Schema):
    """Another working-day calendar."""

    document = Document(
        "The whole calendar: `id`, `version`, `title`, `source`, `years`, `rest_days`, `holidays`.", required=True
    )
