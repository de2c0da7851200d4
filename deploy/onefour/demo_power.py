"""What may the demo's officers punish? One power of its county, on trial, and a certificate each; twice is as once."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import httpx

from onefour.gateway import Actor, Gateway
from onefour.refusals import StillRefused
from shared.clock import town_day, utc_now
from shared.codes import RegionLevel
from shared.terms import MONTHS_OF_A_YEAR, add_months

POWER: Final = "P-DEMO-STALLS"
# Stalls on the road 占道经营.
MATTER: Final = "M0203"
_PRINCIPAL: Final = "county-housing"
_TRIAL_MONTHS: Final = 3
_FIELD: Final = "urban"
_COURSE: Final = "demo-urban"
_DOCUMENT: Final = "演示〔2026〕1号 made up"
_OFFICERS: Final = 3


async def give_power(gateway: Gateway, town: str) -> None:
    """Let a synthetic township hold a penalty power and its officers certificates. Raises StillRefused."""
    steps = _Steps(gateway, town, town_day(utc_now()))
    if not await steps.holds():
        await steps.hand_down()
        if not await steps.holds():
            raise StillRefused(f"{POWER}: {steps.refused}")
    for officer in _officers(town):
        await steps.certify(officer)


class _Steps:
    """The steps that province, county, department and township take, one after the other.

    What an earlier start has done is refused the second time, and the next step is tried; `refused` is the last such.
    """

    def __init__(self, gateway: Gateway, town: str, today: date) -> None:
        self._gateway, self._town, self._today = gateway, town, today
        self._county = town[: RegionLevel.COUNTY.digits]
        self.refused = ""

    async def holds(self) -> bool:
        answer = await self._ask(
            self._office(1), "GET", "/powers/in-force", params={"region": self._town, "code": POWER}
        )
        return answer.is_success and bool(answer.json()["in_force"])

    async def hand_down(self) -> None:
        """Put it in the catalogue, choose it, find the township ready, proclaim it and begin its trial."""
        province = Actor("org-office", self._county[: RegionLevel.PROVINCE.digits], "p-demo-province")
        day = self._today.isoformat()
        catalogue = {"valid_from": day, "adopted_by": _DOCUMENT, "powers": [_power()]}
        await self._ask(province, "PUT", "/powers/catalogue", json=catalogue)
        await self._ask(self._office(1), "POST", "/powers/choices", json={"region": self._town, "powers": [POWER]})
        officers = _officers(self._town)
        await self._train(officers)
        ready = {"officers": officers, "equipment": [], "trained_on": day}
        town_office = Actor("org-office", self._town, "p-demo-town")
        await self._step(town_office, "report", ready)
        unit = f"u-{self._county}-{_PRINCIPAL}"
        await self._step(Actor("department", self._county, f"p-{self._county}-b01", unit), "confirm")
        await self._step(self._office(2), "proclaim", {"document": _DOCUMENT, "announced_on": day})
        ends = add_months(self._today, _TRIAL_MONTHS).isoformat()
        await self._step(self._office(2), "begin-trial", {"begins_on": day, "ends_on": ends, "coach": unit})

    async def _train(self, persons: Sequence[str]) -> None:
        """Let persons pass a course that ended today (a power asks for officers who have)."""
        city, days = self._county[: RegionLevel.CITY.digits], [self._today - timedelta(days=1), self._today]
        course = {"code": _COURSE, "name": "行政执法培训（演示）", "field": _FIELD, "hours": 16, "organiser": city}
        await self._school("/courses", course)
        when = {"first_day": days[0].isoformat(), "last_day": days[1].isoformat()}
        session = await self._school("/sessions", {"course": _COURSE, "region": city, "capacity": 50} | when)
        if "id" not in session:
            return
        await self._school(f"/sessions/{session['id']}/enrolments", {"persons": list(persons)})
        there = [{"session_id": session["id"], "day": day.isoformat(), "hours": 8} for day in days]
        await self._school("/attendances", {"rows": [one | {"person_id": who} for who in persons for one in there]})
        marks = [{"person_id": who, "score": 90} for who in persons]
        await self._school(f"/sessions/{session['id']}/results", {"examined_on": when["last_day"], "results": marks})

    async def _school(self, path: str, body: dict[str, Any]) -> Any:
        actor = Actor("org-office", self._county[: RegionLevel.CITY.digits], "p-demo-school")
        return (await self._ask(actor, "POST", f"/training{path}", json=body)).json()

    async def certify(self, person: str) -> None:
        """Enter a certificate and let another person confirm it, where an officer holds none. Raises StillRefused."""
        office, leader = Actor("org-office", self._town, "p-demo-town"), Actor("leader", self._town, "p-demo-leader")
        held = await self._ask(leader, "GET", f"/officers/{person}/certificates", service="enforcement")
        if held.is_success and any(one["confirmed_by"] for one in held.json()["items"]):
            return
        days = {"valid_from": self._today, "valid_to": add_months(self._today, 5 * MONTHS_OF_A_YEAR)}
        given: dict[str, Any] = {name: day.isoformat() for name, day in days.items()}
        given |= {"region": self._town, "number": f"演示-{person}", "kind": "province", "fields": ["comprehensive"]}
        path = f"/officers/{person}/certificates"
        entered = await self._ask(office, "POST", path, json=given, service="enforcement")
        if entered.is_success:
            confirm = f"/officers/certificates/{entered.json()['id']}/confirm"
            entered = await self._ask(leader, "POST", confirm, service="enforcement")
        if not entered.is_success:
            raise StillRefused(self.refused)

    def _office(self, number: int) -> Actor:
        return Actor("org-office", self._county, f"p-demo-office-{number}")

    async def _step(self, actor: Actor, step: str, body: dict[str, Any] | None = None) -> None:
        await self._ask(actor, "POST", f"/powers/{self._town}/{POWER}/{step}", json=body)

    async def _ask(
        self, actor: Actor, method: str, path: str, *, service: str = "dispatch", **more: Any
    ) -> httpx.Response:
        answer = await self._gateway.ask(service, method, path, actor=actor, **more)
        if not answer.is_success:
            self.refused = f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer


def _officers(town: str) -> list[str]:
    return [f"p-{town}-o{number:02d}" for number in range(1, _OFFICERS + 1)]


def _power() -> dict[str, Any]:
    return {
        "code": POWER,
        "name": "对占道经营的处罚（演示）",
        "kind": "penalty",
        "mode": "delegated",
        "field": _FIELD,
        "principal": _PRINCIPAL,
        "matters": [MATTER],
        "legal_basis": _DOCUMENT,
        "officers": 2,
        "equipment": [],
    }
