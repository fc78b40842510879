"""Employee (员工): hiring, moves, base pay, leaving, erasure; a person's timeline."""

from application.employees import EndEmployment, HireEmployee, MoveEmployee, SetBasePay
from application.erasure import ErasePerson
from application.queries import Queries
from web.api.answers.employees import Employee, EmployeeSummary, TimelineEntry
from web.api.entries.employees import BasePayEntry, DepartureEntry, ErasureEntry, HireEntry, MoveEntry
from web.api.fields import Id
from web.api.parameters import AsOf, PagedAsOf, YesNo
from web.api.routes import Blueprint, Command, Ids, Query, add_routes, commands_on

PERSON = "/employees/<uuid:employee>"
HIRED = {
    "number": "S007",
    "shop": "7d1f7d80-6a3f-5d0e-9d0e-5a4b1c1f2a3b",
    "role": "service",
    "hired_on": "2026-10-01",
    "profile": {"name": "林小满", "phone": "13800000000"},
}


class EmployeesOf(PagedAsOf):
    """Which people."""

    shop = Id("Who has, or ever had, a post in this shop.")
    employed = YesNo("Whether they are employed.")


def seen(asked: Queries, ids: Ids) -> object:
    """The person may be seen."""
    return asked.employee(ids["employee"])


def routes() -> Blueprint:
    """Everything about people."""
    person = commands_on(PERSON, seen)
    return add_routes(
        Blueprint("employees", "员工 · people, their posts and base pay"),
        Query("/employees", "People", EmployeeSummary, Queries.employees, EmployeesOf, listed=True),
        Query(PERSON, "A person", Employee, Queries.employee, AsOf, versioned=True),
        Query(
            f"{PERSON}/timeline",
            "All that was done about a person",
            TimelineEntry,
            Queries.timeline,
            PagedAsOf,
            listed=True,
        ),
        Command("/employees", HireEmployee, "Hire somebody", HireEntry, example=HIRED),
        person("moves", MoveEmployee, "Move to another post", MoveEntry),
        person("base-pays", SetBasePay, "Set base pay from a day on", BasePayEntry),
        person("departure", EndEmployment, "End an employment", DepartureEntry),
        person("erasure", ErasePerson, "Erase names, contacts and texts about a person, for good", ErasureEntry),
    )
