"""How does a property test drive the registers of one county? Steps by two persons, each in a real transaction.

Every step names its own day: what was asked for a day before it must be answered the same after it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from dispatch.duties.domain.authority import Duty, DutyKind
from dispatch.duties.domain.lists import DraftGiven
from dispatch.duties.repository import lists as duties_rows
from dispatch.duties.service import bindings, lists
from dispatch.organisation.domain.rows import Given
from dispatch.organisation.domain.terms import PersonFacts, PersonRole, Term, UnitFacts
from dispatch.organisation.service.registers import put_persons, put_units
from dispatch.powers.domain.catalogue import CatalogueRow, Mode, PowerKind
from dispatch.powers.domain.ending import Ending
from dispatch.powers.domain.readiness import Readiness
from dispatch.powers.domain.terms import Term as Days
from dispatch.powers.domain.use import Stated
from dispatch.powers.repository.reading import Chosen
from dispatch.powers.repository.use import add_uses
from dispatch.powers.schemas.lives import PowerShown
from dispatch.powers.service import choice, ending, register, steps, trial
from dispatch.powers.service.catalogue import put_catalogue
from dispatch.powers.service.lives import Caller
from dispatch.resources.repository import people as people_rows
from dispatch.resources.repository import posts as posts_rows
from dispatch.resources.repository import township
from dispatch.resources.service import proposals, views
from shared.clock import town_day
from shared.errors import Refusal
from shared.runtime.db import Database, UnitOfWork, new_id
from shared.runtime.scope import Reach, Scope
from shared.terms import add_months

COUNTY, TOWN = "320723", "320723100"
BUREAU, OFFICE, TEAM = "u-world-bureau", "u-world-office", "u-world-team"
UNITS = (BUREAU, OFFICE, TEAM)
PEOPLE = ("p-world-1", "p-world-2", "p-world-3")
POWER, MATTER, PRINCIPAL = "WORLD-1", "M0203", "urban-bureau"
BEGIN, SINCE = datetime(2026, 11, 2, 2, tzinfo=UTC), date(2025, 1, 1)
# Days that are asked about again and again.
ASKED = [town_day(BEGIN) + timedelta(days=ahead) for ahead in range(-40, 180, 20)]
USUAL = ("choose", "report", "confirm", "proclaim", "begin-trial", "evaluate", "formalise")

KEPT = (
    "resource_history, post_entries, placements, establishments, power_needs, money_agreements, money_entries, "
    "resource_proposals, duty_history, duty_bindings, duty_binding_proposals, duty_drafts, duty_lines, duty_lists, "
    "power_history, power_terms, power_uses, powers, outbox, posts_held, roles_held, person_history, persons"
)
# An evaluation for this day finds that the power was never used.
UNUSED = 13

Answers = dict[date, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody does: `day` counts from today, `who` of two persons decides what the first prepared."""

    kind: str
    what: tuple[Any, ...] = ()
    day: int = 0
    who: int = 2


def ceiling(unit: str, approved: int) -> dict[str, Any]:
    return {"unit_id": unit, "kind": "administrative", "approved": approved}


def side(unit: str | None, posts: int) -> dict[str, Any]:
    return {"unit_id": unit, "kind": "administrative", "posts": posts}


def placed(one: str, mode: str, before: str, after: str) -> dict[str, Any]:
    return {"person_id": one, "mode": mode, "kind": "administrative", "from_unit": before, "to_unit": after}


def goes(one: str, before: str, after: str) -> dict[str, Any]:
    return {"person_id": one, "kind": "administrative", "from_unit": before, "to_unit": after}


def person(number: int, unit: str | None = None) -> Scope:
    return Scope(Reach(COUNTY, f"p-two-{number}", unit))


@dataclass(slots=True)
class World:
    """A county on a database of its own, a clock, and what was refused so far."""

    database: Database
    now: datetime
    refused: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        return town_day(self.now)

    def day_of(self, step: Step) -> date:
        return self.today + timedelta(days=step.day)

    # --------------------------------------------------------------------------------------------------- before it all
    async def build(self) -> None:
        """Give the county three units and a power that it may hand over."""
        province = Scope(Reach("32", "p-province"))
        kinds = {BUREAU: PRINCIPAL, OFFICE: "governance-office", TEAM: "enforcement-team"}
        units = [
            Given(unit, Term(UnitFacts(COUNTY if unit == BUREAU else TOWN, kind, kind), SINCE, None), synthetic=True)
            for unit, kind in kinds.items()
        ]
        offer = CatalogueRow(POWER, "权力", PowerKind.LICENCE, Mode.ENTRUSTED, "urban", PRINCIPAL, (), "依据", 0, ())
        async with self.database.begin() as work:
            await put_units(work, province, given=units, now=self.now)
            await put_catalogue(work, province, [offer], valid_from=SINCE, adopted_by="苏政发1号", now=self.now)

    async def begin(self) -> None:
        """Empty the registers, and let three people sit on four posts of the bureau, six of which are approved."""
        async with self.database.begin() as work:
            await work.connection.execute(text(f"TRUNCATE {KEPT} CASCADE"))
        facts = PersonFacts(COUNTY, BUREAU, None, (PersonRole.OFFICER,))
        people = [Given(one, Term(facts, SINCE, None), synthetic=True, name="测试") for one in PEOPLE]
        async with self.database.begin() as work:
            await put_persons(work, Scope(Reach("32", "p-province")), given=people, now=self.now)
        for what, *lines in (
            ("establishment", ceiling(BUREAU, 6), ceiling(OFFICE, 3), ceiling(TEAM, 1)),
            ("transfer", side(None, -4), side(BUREAU, 4)),
            ("placement", *(placed(one, "own", BUREAU, BUREAU) for one in PEOPLE)),
            ("need", {"region": TOWN, "power": POWER, "posts": 0, "yearly_fen": 0}),
            ("agreement", {"region": TOWN, "power": POWER, "yearly_fen": 0, "share_bp": 0}),
        ):
            await self._propose(Step("resources", (what, lines), -300))

    # ----------------------------------------------------------------------------------------------------------- steps
    async def take(self, step: Step) -> None:
        """Take a step, each part in its own transaction; what is refused leaves everything as it was."""
        if step.kind == "pass":
            self.now += timedelta(days=step.day)
            return
        try:
            await self._steps()[step.kind](step)
        except Refusal as refused:
            self.refused.append(refused.code)
        else:
            self.done.append(step.kind if step.kind != "power" else str(step.what[0]))

    def _steps(self) -> dict[str, Any]:
        return {
            "resources": self._propose,
            "reverse": self._reverse,
            "register": self._register,
            "list": self._list,
            "bind": self._bind,
            "power": self._power,
            "timer": self._timer,
        }

    async def together(self, first: Step, second: Step) -> None:
        """Take two steps at once, on two connections."""
        await asyncio.gather(self.take(first), self.take(second))

    async def _propose(self, step: Step) -> None:
        what, lines = step.what
        day = self.day_of(step).isoformat()
        body = {"what": what, "region": COUNTY, "adopted_by": "编发1号", "lines": [dict(line) for line in lines]}
        if what == "booking":
            body["lines"] = [line | {"day": day} for line in body["lines"]]
        else:
            body["valid_from"] = day
        given = proposals.PROPOSAL.validate_python(body)
        await self._by_two(step, proposals.draw_up, proposals.confirm, given)

    async def _by_two(self, step: Step, prepare: Any, decide: Any, *what: Any) -> None:
        """Let the first person prepare something and another decide on it, each in a transaction."""
        async with self.database.begin() as work:
            kept = await prepare(work, person(1), *what, now=self.now)
        async with self.database.begin() as work:
            await decide(work, person(step.who), kept, now=self.now)

    async def _reverse(self, step: Step) -> None:
        booked = await self.rows("SELECT id FROM money_entries ORDER BY id")
        if booked:
            line = {"entry_id": str(booked[step.what[0] % len(booked)].id), "reason": "红字"}
            body = {"what": "reversal", "region": COUNTY, "adopted_by": "凭证1号", "lines": [line]}
            given = proposals.PROPOSAL.validate_python(body)
            await self._by_two(step, proposals.draw_up, proposals.confirm, given)

    async def _register(self, step: Step) -> None:
        """Put a person into a unit by the register of persons, past the books of posts."""
        one, unit = step.what
        facts = PersonFacts(COUNTY if unit == BUREAU else TOWN, unit, None, (PersonRole.OFFICER,))
        given = Given(one, Term(facts, self.day_of(step), None), synthetic=True, name="测试")
        async with self.database.begin() as work:
            await put_persons(work, Scope(Reach("32", "p-province")), given=[given], now=self.now)

    async def _list(self, step: Step) -> None:
        duty = Duty(MATTER, DutyKind(step.what[0]), "governance-office", (), "条例第一条")
        given = DraftGiven(TOWN, self.day_of(step), "职责清单", "编发2号", [duty])
        await self._by_two(step, lists.draw_up, lists.publish, given)

    async def _bind(self, step: Step) -> None:
        await self._by_two(step, bindings.propose, bindings.confirm, TOWN, self.day_of(step))

    async def _power(self, step: Step) -> None:
        """Do one thing with the power; "usual": go that many steps of the usual way, as far as they are possible."""
        name, number = step.what
        if name != "usual":
            await self._act(name, step)
            return
        state = await self._state()
        begin = {"chosen": 1, "ready": 3, "proclaimed": 4, "trial": 5, "prolonged": 5, "evaluated": 6}.get(state, 0)
        for action in USUAL[begin : begin + number]:
            await self._act(action, step)

    async def _act(self, action: str, step: Step) -> None:
        async with self.database.begin() as work:
            by = person(step.who, BUREAU if action == "confirm" else None)
            if action in {"choose", "evaluate", "propose-take-back"}:
                by = person(1)
            if action == "report":
                by = person(3)
            await self._decide(work, Caller(by, self.now), action, step)

    async def _decide(self, work: UnitOfWork, caller: Caller, action: str, step: Step) -> None:
        pair, today, coming = (TOWN, POWER), self.today, self.today + timedelta(days=max(step.day, 0))
        end = add_months(coming, 1 + abs(step.day) % 3)
        if action == "evaluate" and step.day != UNUSED:
            await add_uses(work.connection, [self._use()])
        taken: dict[str, Any] = {
            "report": choice.Report({pair: Readiness((), (), today)}),
            "confirm": choice.Confirm(),
            "drop": choice.Drop(),
            "proclaim": choice.Proclaim("政发1号", today),
            "begin-trial": trial.BeginTrial(Days(coming, end), {pair: BUREAU}),
            "evaluate": trial.Evaluate(Stated()),
            "formalise": trial.Formalise(coming),
            "prolong": trial.Prolong(end),
            "propose-take-back": ending.ProposeTakeBack(Ending(coming, "政发2号", {}, {})),
            "take-back": ending.TakeBack(),
        }
        if action == "choose":
            await choice.choose(work, caller, TOWN, [POWER])
        else:
            await steps.one(work, caller, pair, taken[action])

    def _use(self) -> dict[str, Any]:
        """Return what the team has just ended by the power."""
        about = {"power": POWER, "region": TOWN, "task_id": new_id(), "case_id": new_id()}
        return about | {"assigned_at": self.now, "ended_at": self.now}

    async def _timer(self, step: Step) -> None:
        del step
        async with self.database.begin() as work:
            await trial.lapse_silent(work, now=self.now)

    async def _state(self) -> str:
        found = await self.rows("SELECT state FROM powers WHERE state NOT IN ('taken-back', 'dropped')")
        return next((str(row.state) for row in found), "")

    # --------------------------------------------------------------------------------------------------------- answers
    async def books(self) -> Answers:
        """Return what the books of posts, people and money say of each of the days."""
        found: Answers = {}
        async with self.database.begin() as work:
            accounts = await posts_rows.accounts_in(work.connection, person(1), COUNTY)
            for on in ASKED:
                posts = [(one.unit_id, one.kind, one.limit(on), one.balance(on), one.occupied(on)) for one in accounts]
                money = await views.money_of(work, person(1), COUNTY, on)
                found[on] = [one for one in posts if any(one[2:])], money, await self._people(work, on)
        return found

    async def lives(self) -> Answers:
        """Return what the lists of duties and the register of powers say of each of the days."""
        found: Answers = {}
        async with self.database.begin() as work:
            registers = await duties_rows.load_registers(work.connection)
            for on in ASKED:
                found[on] = registers.who_may(MATTER, TOWN, on), await self._powers(work, on)
        return found

    async def _people(self, work: UnitOfWork, on: date) -> Any:
        rows = await people_rows.list_placements(work.connection, person(1), region=COUNTY, on=on, after="", limit=10)
        placed = [(row.person_id, row.mode, row.holder, row.unit_id, row.valid_from) for row in rows]
        return placed, await township.pool_of(work.connection, person(1), [COUNTY], on)

    async def _powers(self, work: UnitOfWork, on: date) -> Any:
        rows = await register.list_powers(work, person(1), Chosen(TOWN), on=on, after=("", ""), limit=10)
        shown = [PowerShown.of(row, days).model_dump(mode="json") for row, days in rows]
        return shown, await register.power_in_force(work.connection, POWER, TOWN, on)

    async def rows(self, query: str) -> Sequence[Any]:
        async with self.database.begin() as work:
            return (await work.connection.execute(text(query))).all()
