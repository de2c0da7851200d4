"""How do tests give a township a power? As the province, the county, the township and the department would."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from dispatch.powers.service.use import keep_uses
from shared.clock import town_day
from shared.schemas.enforcement import PowerUse
from shared.terms import add_months
from tests.support.platform import Platform
from tests.support.samples import clue_progressed

PRINCIPAL = "urban-bureau"


def offered(code: str, **changes: Any) -> dict[str, Any]:
    """Return a row of the catalogue: a penalty power, if nothing else is said."""
    usual = {
        "code": code,
        "name": f"权力{code}",
        "kind": "penalty",
        "mode": "delegated",
        "field": "urban",
        "principal": PRINCIPAL,
        "matters": ["M0203"],
        "legal_basis": "苏政发〔2020〕1号",
        "officers": 2,
        "equipment": ["recorder"],
    }
    return usual | changes


def licence(code: str, **changes: Any) -> dict[str, Any]:
    """Return a licence that is used in the name of its department, and needs no officer."""
    entrusted = {"kind": "licence", "mode": "entrusted", "matters": [], "officers": 0, "equipment": []}
    return offered(code, **entrusted | changes)


async def listed(platform: Platform, *codes: str, **changes: Any) -> None:
    """Let the province's catalogue hold licence powers, those of them that it does not hold yet."""
    async with platform.database("dispatch").begin() as work:
        held = set((await work.connection.execute(text("SELECT code FROM power_catalogue"))).scalars())
    rows = [licence(code, **changes) for code in codes if code not in held]
    if rows:
        assert (await County(platform, "32").offer(*rows)).is_success


@dataclass(frozen=True, slots=True)
class County:
    """A county with a department whose powers its townships may be given."""

    platform: Platform
    code: str

    @property
    def department(self) -> str:
        return f"u-{self.code}-{PRINCIPAL}"

    @property
    def today(self) -> date:
        return town_day(self.platform.clock())

    def office(self, person: str = "p-org-1", scope: str | None = None) -> httpx.AsyncClient:
        return self.platform.client("dispatch", role="org-office", scope=scope or self.code, person_id=person)

    def bureau(self, person: str = "p-dep-1", unit: str | None = None) -> httpx.AsyncClient:
        unit = unit or self.department
        return self.platform.client("dispatch", role="department", scope=self.code, person_id=person, unit=unit)

    def officers(self, region: str) -> list[str]:
        return [f"p-{region}-o1", f"p-{region}-o2"]

    async def build(self, *townships: str) -> None:
        """Give the county its department and each township two officers."""
        admin = self.platform.client("dispatch", scope="32")
        units = [(self.department, PRINCIPAL), (f"u-{self.code}-other", "other-bureau")]
        rows = [
            {"id": unit, "region": self.code, "kind": kind, "name": kind, "valid_from": "2026-01-01"}
            for unit, kind in units
        ]
        (await admin.put("/organisation/units", json={"units": rows})).raise_for_status()
        persons = [
            {"id": one, "name": "测试", "region": region, "roles": ["officer"], "valid_from": "2026-01-01"}
            for region in townships
            for one in self.officers(region)
        ]
        (await admin.put("/organisation/persons", json={"persons": persons})).raise_for_status()
        await self.train(*[one for region in townships for one in self.officers(region)])

    async def train(self, *persons: str, field: str = "urban") -> None:
        """Let persons pass a course of a field today, those who have no certificate of it."""
        query = text("SELECT person_id FROM training_certificates WHERE field = :field")
        async with self.platform.database("dispatch").begin() as work:
            held = set((await work.connection.execute(query, {"field": field})).scalars())
        new = [one for one in persons if one not in held]
        if not new:
            return
        code, days = f"course-{self.code}-{field}", [self.today - timedelta(days=ago) for ago in (1, 0)]
        course = {"code": code, "name": "行政执法培训", "field": field, "hours": 16, "organiser": self.code[:4]}
        await self._school("/courses", course)
        session = {"course": code, "region": self.code, "capacity": 500}
        ends = {"first_day": days[0].isoformat(), "last_day": days[1].isoformat()}
        session_id = (await self._school("/sessions", session | ends))["id"]
        await self._school(f"/sessions/{session_id}/enrolments", {"persons": new})
        rows = [
            {"session_id": session_id, "person_id": one, "day": day.isoformat(), "hours": 8}
            for one in new
            for day in days
        ]
        await self._school("/attendances", {"rows": rows})
        marks = [{"person_id": one, "score": 90} for one in new]
        await self._school(f"/sessions/{session_id}/results", {"examined_on": days[1].isoformat(), "results": marks})

    async def _school(self, path: str, body: dict[str, Any]) -> Any:
        answer = await self.office("p-school-1", self.code[:4]).post(f"/training{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def backed(self, region: str, *codes: str) -> None:
        """Let two persons of the county confirm that powers take neither posts nor money."""
        about = [{"region": region, "power": code} for code in codes]
        needs = [one | {"posts": 0, "yearly_fen": 0} for one in about]
        agreed = [one | {"yearly_fen": 0, "share_bp": 0} for one in about]
        for what, lines in (("need", needs), ("agreement", agreed)):
            body = {
                "what": what,
                "region": self.code,
                "valid_from": "2026-01-01",
                "adopted_by": "编发1号",
                "lines": lines,
            }
            kept = await self.office().post("/resources/proposals", json=body)
            assert kept.status_code == 201, kept.text
            done = await self.office("p-org-2").post(f"/resources/proposals/{kept.json()['id']}/confirm")
            assert done.is_success, done.text

    async def offer(self, *rows: dict[str, Any], valid_from: str = "2026-01-01", scope: str = "32") -> httpx.Response:
        body = {"valid_from": valid_from, "adopted_by": "苏政发〔2020〕1号", "powers": list(rows)}
        return await self.office("p-province", scope).put("/powers/catalogue", json=body)

    async def choose(self, region: str, codes: Sequence[str], person: str = "p-org-1") -> httpx.Response:
        return await self.office(person).post("/powers/choices", json={"region": region, "powers": list(codes)})

    async def act(self, region: str, code: str, action: str, person: str = "p-org-1", **body: Any) -> httpx.Response:
        return await self.office(person).post(f"/powers/{region}/{code}/{action}", json=body)

    async def report(self, region: str, code: str, **changes: Any) -> httpx.Response:
        """Report as the township's own office does; all that is needed, if nothing else is said."""
        usual = {
            "officers": self.officers(region),
            "equipment": ["recorder"],
            "trained_on": self.today.isoformat(),
        }
        town = self.office(f"p-{region}-org", region)
        return await town.post(f"/powers/{region}/{code}/report", json=usual | changes)

    async def confirm(self, region: str, code: str, person: str = "p-dep-1") -> httpx.Response:
        return await self.bureau(person).post(f"/powers/{region}/{code}/confirm")

    async def proclaim(self, region: str, code: str, person: str = "p-org-2", on: date | None = None) -> httpx.Response:
        announced = (on or self.today).isoformat()
        return await self.act(region, code, "proclaim", person, document="启政发〔2026〕1号", announced_on=announced)

    async def begin(self, region: str, code: str, *, begins: date | None = None, months: int = 1) -> httpx.Response:
        first = begins or self.today
        days = {"begins_on": first.isoformat(), "ends_on": add_months(first, months).isoformat()}
        return await self.act(region, code, "begin-trial", "p-org-2", **days, coach=self.department)

    async def used(self, region: str, code: str, *, times: int = 1) -> None:
        """Let the centre hear that the team has just ended clues by a power, each two days after it was assigned."""
        now = self.platform.clock()
        use = PowerUse(region=region, powers=[code], assigned_at=now - timedelta(days=2))
        ended = {"state": "finished", "result": "solved", "return_reason": None, "at": now, "use": use}
        clues = [clue_progressed(task_id=uuid4(), case_id=uuid4(), **ended) for _ in range(times)]
        async with self.platform.database("dispatch").begin() as work:
            await keep_uses(work, clues)

    async def judge(self, region: str, code: str, *, times: int = 12, **stated: Any) -> httpx.Response:
        """Evaluate a power after the team has used it so many times more."""
        await self.used(region, code, times=times)
        return await self.act(region, code, "evaluate", **stated)

    async def take_back(self, region: str, code: str, **ending: Any) -> httpx.Response:
        """Propose to take a power back, and let another person decide; what is refused first is returned."""
        proposed = await self.act(region, code, "take-back", **ending)
        return await self.act(region, code, "take-back/confirm", "p-org-2") if proposed.is_success else proposed

    async def proclaimed(self, region: str, code: str) -> None:
        """Bring a power as far as its proclamation."""
        for done in (
            await self.choose(region, [code]),
            await self.report(region, code),
            await self.confirm(region, code),
            await self.proclaim(region, code),
        ):
            assert done.is_success, done.text

    async def on_trial(self, region: str, code: str, *, begins: date | None = None, months: int = 1) -> dict[str, Any]:
        """Bring a power as far as its trial; return where it stands."""
        await self.proclaimed(region, code)
        done = await self.begin(region, code, begins=begins, months=months)
        assert done.is_success, done.text
        return dict(done.json())

    async def in_force(self, region: str, code: str, on: date | None = None) -> bool:
        params = {"region": region, "code": code} | ({"as_of": on.isoformat()} if on else {})
        answer = await self.office().get("/powers/in-force", params=params)
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["in_force"])

    async def shown(self, region: str, code: str, **params: Any) -> dict[str, Any] | None:
        """Return a power of a township as the register shows it."""
        page = (await self.office().get("/powers", params=dict[str, Any](region=region, limit=500) | params)).json()
        return next((one for one in page["items"] if one["code"] == code), None)
