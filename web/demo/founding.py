"""Before the first month: the organization, its shop and roles, its people and their duties."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.employees import HireEmployee, SetBasePay
from application.organizations import DefineRole, FoundOrganization, GrantDuty, OpenShop
from web.demo.stage import ADMINISTRATOR, TIMEZONE, Stage

FOUNDED = date(2026, 7, 30)


def found(stage: Stage) -> None:
    """Found the organization and hire everybody, officers first: they lead the others."""
    script = stage.script
    stage.on(FOUNDED)
    stage.services.directory.add_organization(stage.organization, script["organization"]["name"])
    stage.act("", FoundOrganization(script["organization"]["name"], TIMEZONE, ADMINISTRATOR))
    shop = script["shop"]
    stage.act(ADMINISTRATOR, OpenShop(shop["code"], shop["name"], shop["platform"]))
    for role in script["roles"]:
        stage.act(ADMINISTRATOR, DefineRole(role["id"], role["zh"], role["en"]))
    for officer in script["officers"]:
        _hire_officer(stage, officer)
    for person in script["people"]:
        _hire(stage, person)


def _hire_officer(stage: Stage, officer: dict[str, Any]) -> None:
    number = officer["number"]
    profile = {"name": officer["title"]["zh"], "name_en": officer["title"]["en"]}
    stage.act(ADMINISTRATOR, HireEmployee(number, None, "", None, FOUNDED, True, profile))
    for duty in officer["duties"]:
        shop: UUID | None = stage.shop if duty == "manager" else None
        stage.act(ADMINISTRATOR, GrantDuty(stage.person(number), duty, shop))


def _hire(stage: Stage, person: dict[str, Any]) -> None:
    number, hr = person["number"], stage.holder("hr")
    profile = {"name": person["title"]["zh"], "name_en": person["title"]["en"]}
    hire = HireEmployee(
        number, stage.shop, person["role"], stage.person(person["lead"]), person["hired_on"], person["regular"], profile
    )
    stage.act(hr, hire)
    base = Decimal(person["base_pay"])
    stage.act(hr, SetBasePay(stage.person(number), base, person["hired_on"], "入职约定 / as agreed when hired"))
