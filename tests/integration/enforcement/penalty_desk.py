"""How do tests lead penalty cases? A township with a power, officers, a head, a chair and a reviewer; step by step."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx
from stdnum.cn import ric, uscc

from shared.clock import town_day
from shared.schemas.dispatch import PersonChanged
from shared.schemas.registers import QualificationChanged, QualificationHeld
from shared.terms import add_months
from tests.support.certified import certify
from tests.support.evidence_steps import gathered
from tests.support.goods_steps import named
from tests.support.penalty_steps import BASIS, CORRECTED
from tests.support.platform import Platform
from tests.support.register_samples import power_changed

DAY = timedelta(days=1)
# What a notice and a decision say, if nothing else is said.
USUAL = {"notify": {"basis": BASIS}, "decide": {"basis": BASIS}}
_SERIALS = count(1)
# A thousand people are born in each on a day.
COUNTIES = ("320682", "320681", "320585", "320583", "320582", "320581", "320507", "320506", "320505", "320508")
PARTY = {"kind": "organisation", "name": "示例餐饮有限公司", "number": "91110000600037341L", "address": "示例路 1 号"}
FINE = {"kinds": ["fine"], "fine_fen": 100_000}
LARGE = {"kinds": ["fine"], "fine_fen": 9_000_000}


def company(region: str) -> dict[str, Any]:
    """Return a company that nobody else has."""
    number = f"91{region[:6]}MA{next(_SERIALS):07d}"
    return PARTY | {"number": number + uscc.calc_check_digit(number)}


def person(born: date) -> dict[str, Any]:
    """Return somebody who was born on a day, and whom nobody else has."""
    serial = next(_SERIALS)
    number = f"{COUNTIES[serial // 1000]}{born:%Y%m%d}{serial % 1000:03d}"
    number += ric.calc_check_digit(f"{number}0")
    return {"kind": "person", "name": "张小三", "number": number, "address": "示例路 9 号"}


def years_before(day: date, years: int) -> date:
    """Return the day of the same number so many years before: tests run on a 29 February, too."""
    return add_months(day, -12 * years)


@dataclass(slots=True)
class PenaltyDesk:
    """A township of its own: a power that is told stays told. `cases`: the newest answer of each case."""

    platform: Platform
    tell: Any
    region: str
    matter: str
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return town_day(self.platform.clock())

    @property
    def officers(self) -> list[str]:
        return [f"{self.region}-1", f"{self.region}-2"]

    @property
    def reviewer(self) -> str:
        return f"{self.region}-r"

    def client(self, role: str, person: str) -> httpx.AsyncClient:
        return self.platform.client("enforcement", role=role, person_id=person, scope=self.region)

    def officer(self, number: int = 1) -> httpx.AsyncClient:
        return self.client("officer", f"{self.region}-{number}")

    def head(self) -> httpx.AsyncClient:
        return self.client("leader", f"{self.region}-h")

    def review_desk(self) -> httpx.AsyncClient:
        return self.client("legal-reviewer", self.reviewer)

    async def build(self, *, power: bool = True, certified: bool = True) -> "PenaltyDesk":
        """Tell the team its officers, the reviewer's certificate and the power, and wait until it knows them."""
        usual = {"version": 1, "region": self.region, "unit_id": None, "roles": ["officer"], "valid_to": None}
        begun = self.today - 40 * DAY
        named = [*self.officers, f"{self.region}-3"]
        await self.tell(*(PersonChanged(person_id=one, valid_from=begun, **usual) for one in named))
        held = QualificationHeld(field="legal-review", valid_from=begun, valid_to=self.today + 400 * DAY)
        await self.tell(
            QualificationChanged(person_id=self.reviewer, version=1, region=self.region, certificates=[held])
        )
        if power:
            terms = [{"in_force_from": begun.isoformat(), "in_force_to": None}]
            await self.tell(
                power_changed(region=self.region, code=f"P-{self.matter}", terms=terms, matters=[self.matter])
            )
        await self.platform.until(lambda: self._known(power=power))
        if certified:
            await certify(self.platform, self.region, named)
        return self

    async def _known(self, *, power: bool) -> bool:
        items = (await self.officer().get("/officers")).json()["items"]
        known = {one["person_id"] for one in items} >= set(self.officers)
        asked = {"matter": self.matter, "region": self.region}
        told = (await self.officer().get("/officers/powers", params=asked)).json()["told"]
        return known and bool(told) is power

    def form(self, **changes: Any) -> dict[str, Any]:
        day = (self.today - DAY).isoformat()
        usual = {
            "party": company(self.region),
            "region": self.region,
            "matter": self.matter,
            "what": "占道经营",
            "ended_on": day,
        }
        return usual | {"second_officer_id": self.officers[1], "found_on": day} | changes

    async def file(self, **changes: Any) -> str:
        """File a case; return its id."""
        answer = await self.officer().post("/penalties", json=self.form(**changes))
        assert answer.status_code == 201, answer.text
        self.cases[answer.json()["id"]] = answer.json()
        return str(answer.json()["id"])

    async def ask(self, case: str, step: str, who: httpx.AsyncClient | None = None, **body: Any) -> httpx.Response:
        """Ask for a step of a case as it was read last."""
        given = {"version": self.cases[case]["version"]} | USUAL.get(step, {}) | self.usual(case, step, body) | body
        if given.get("outcome") == "punish":
            given = {"correction": CORRECTED, "goods": named(given.get("sanction") or {})} | given
        answer = await (who or self.officer()).post(f"/penalties/{case}/{step}", json=given)
        if answer.is_success:
            self.cases[case] = answer.json()
        return answer

    def usual(self, case: str, step: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return what this township says where nothing else is said: who was at a hearing, who received a case,
        who took evidence.
        """
        if step == "evidence":
            return gathered(body["kind"], self.cases[case]["officers"])
        if step == "transfer":
            return {"organ": "示例市公安局", "on": self.today.isoformat()}
        if step != "hearing/hold":
            return {}
        heard = {"in_person": True, "investigators_present": self.officers[:1]}
        return heard if body.get("attended") else {"absence": "stayed-away"}

    async def take(self, case: str, step: str, who: httpx.AsyncClient | None = None, **body: Any) -> dict[str, Any]:
        """Take a step; return the case."""
        answer = await self.ask(case, step, who, **body)
        assert answer.is_success, answer.text
        return self.cases[case]

    async def noticed(self, proposed: dict[str, Any] | None = None, **changes: Any) -> str:
        """Return a case of which the party was told."""
        case = await self.file(**changes)
        await self.take(case, "evidence", kind="site-record", what="现场笔录")
        await self.take(case, "conclude", conclusion="punish", report="调查终结报告")
        await self.take(case, "notify", proposed=proposed or FINE, told="事实、理由、依据和权利")
        return case

    async def heard_out(self, proposed: dict[str, Any] | None = None, **changes: Any) -> str:
        """Return a case whose party gave up being heard."""
        case = await self.noticed(proposed, **changes)
        await self.take(case, "defence/waive", words="放弃陈述申辩声明")
        return case

    async def decided(self, sanction: dict[str, Any] | None = None) -> str:
        case = await self.heard_out(sanction)
        await self.take(case, "decide", self.head(), outcome="punish", sanction=sanction or FINE, reasons="理由")
        return case

    async def steps(self, case: str) -> dict[str, dict[str, Any]]:
        """Return by name the steps of a case, and what stands in their way."""
        offered = (await self.officer().get(f"/penalties/{case}/next-steps")).json()
        return {step["action"]: step for step in offered["items"]}


def refused(answer: httpx.Response, code: str, article: str | None = None) -> None:
    """See to it that an answer is this refusal."""
    assert answer.json()["title"] == code, answer.text
    if article:
        assert article in answer.json()["article"], answer.text
