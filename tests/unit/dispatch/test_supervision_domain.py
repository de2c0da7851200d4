"""When a clock turns yellow, which steps its ladder has, and who stands above whom."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.cases.domain.clocks import Clock, ClockKind
from dispatch.supervision.domain.ladders import (
    Holder,
    HolderKind,
    decide_climb,
    effective,
    first_step,
    holder_of,
    steps_of,
)
from dispatch.supervision.domain.lights import Light, light_of_clock, worst_of, yellow_begins
from dispatch.supervision.domain.orders import (
    TRANSITIONS,
    Act,
    Caller,
    Order,
    OrderState,
    act_on,
    binds_township,
    superior_of,
)
from dispatch.supervision.domain.refusals import NotPossible
from dispatch.supervision.domain.rules import LEVELS, About, Level, LightRow, RuleTable, RungRow, SupervisionRules
from shared.calendar import TermUnit, WorkCalendar, calendar_days_from_package
from shared.schemas.vocabulary import CaseState, Executor
from tests.unit.dispatch.case_samples import NOW, TOWN, WEEKDAYS, case_in

YEAR = WorkCalendar({day.day: day.is_workday for day in calendar_days_from_package([2026])}, "2026")
BEGUN = datetime(2026, 9, 1, 1, tzinfo=UTC)


def clock(unit: TermUnit, amount: int, start: datetime = NOW, calendar: WorkCalendar = WEEKDAYS, **more: Any) -> Clock:
    due = calendar.deadline_after(start, amount, unit)
    return Clock(uuid4(), uuid4(), ClockKind.HANDLE, unit, start, due.due_at, False, "x", 1, **more)


def rung(to: str, amount: int, unit: str = "working-hours", **row: Any) -> RungRow:
    return RungRow.model_validate({"to": to, "after": {"amount": amount, "unit": unit}, **row})


ticks = st.integers(0, 40_000).map(lambda minutes: BEGUN + timedelta(minutes=minutes))


@given(ticks, st.sampled_from(TermUnit), st.integers(1, 20), st.integers(1, 99))
def test_yellow_begins_when_just_its_share_of_the_term_is_used(
    start: datetime, unit: TermUnit, amount: int, share: int
) -> None:
    one = clock(unit, amount, start, YEAR)
    yellow = yellow_begins(one, LightRow(share=share), (), YEAR)
    assert start <= yellow <= one.due_at
    whole, left = (YEAR.remaining(moment, one.due_at, unit) for moment in (start, yellow))
    assert abs(left - whole * (100 - share) / 100) < timedelta(seconds=1)


@given(ticks, st.integers(0, 10_000), st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_a_ladder_is_climbed_in_order_each_step_once_whenever_somebody_looks(
    start: datetime, later: int, hours: list[int]
) -> None:
    one = clock(TermUnit.WORKING_HOURS, 4, start, YEAR)
    rungs = list(enumerate([rung(LEVELS[n], sum(hours[: n + 1])) for n in range(len(hours))], 1))
    light = LightRow.model_validate({"share": 50, "last": {"amount": 30, "unit": "minutes"}})
    lit = Clock(**{name: getattr(one, name) for name in one.__slots__} | {"yellow_at": start})
    steps = steps_of(lit, light, rungs, YEAR)
    assert [step.at for step in steps if step.rung] == sorted(step.at for step in steps if step.rung)
    taken, at = [], first_step(lit, steps)
    for now in (start + timedelta(minutes=later * n) for n in range(1, 4)):
        climb = decide_climb(at, steps, now)
        taken += [step.stage for step in (*climb.passed, *([climb.told] if climb.told else []))]
        at = climb.clock
        assert at.next_at is None or at.next_at >= now
    assert taken == sorted(set(taken))
    assert taken == [step.stage for step in steps if step.at < start + timedelta(minutes=later * 3)]


@pytest.mark.parametrize(
    ("holder", "levels"),
    [
        (HolderKind.PERSON, LEVELS),
        (HolderKind.UNIT, (Level.HOLDER, Level.CENTRE, Level.SHIFT_LEADER, Level.HEAD, Level.COUNTY)),
        (HolderKind.CENTRE, (Level.CENTRE, Level.SHIFT_LEADER, Level.HEAD, Level.COUNTY)),
    ],
)
def test_no_level_is_reached_twice_whoever_holds_the_case(holder: HolderKind, levels: tuple[Level, ...]) -> None:
    rungs = [rung(level, n) for n, level in enumerate(LEVELS)]
    assert [row.to for _, row in effective(rungs, Holder(holder, "x"))] == list(levels)


def test_a_light_is_that_of_the_worst_running_clock() -> None:
    late, soon = (clock(TermUnit.MINUTES, 10, NOW - timedelta(minutes=ago), yellow_at=NOW) for ago in (11, 5))
    lights = [light_of_clock(one, NOW) for one in (late, soon)]
    assert (lights, worst_of(lights), worst_of([None])) == ([Light.RED, Light.YELLOW], Light.RED, None)
    still = clock(TermUnit.MINUTES, 1, NOW - timedelta(hours=1), paused_at=NOW)
    assert light_of_clock(still, NOW) is None


def test_the_nearest_regions_row_holds_and_kind_goes_before_source_before_urgency() -> None:
    tables = {
        "*": {"lights": [{"share": 10}, {"kind": "handle", "share": 20}, {"source": "s", "share": 30}]},
        TOWN[:4]: {"lights": [{"kind": "verify", "share": 40}], "digest_above": 9},
    }
    rules = SupervisionRules({region: RuleTable.model_validate(table) for region, table in tables.items()})

    def share(region: str, kind: str, source: str = "s") -> int | None:
        row = rules.light(About(region, kind, source, "normal"))
        return row.share if row else None

    assert [share(TOWN, kind) for kind in ("handle", "verify", "reply")] == [20, 40, 30]
    assert (share("3201", "verify"), share(TOWN, "reply", "other")) == (30, 10)
    assert (rules.digest_above(TOWN), rules.digest_above("3201"), rules.rungs(About(TOWN, "x", "s", "low"))) == (
        9,
        5,
        (),
    )


def test_who_works_on_a_case_has_it_and_else_the_centre() -> None:
    grid = case_in(CaseState.HANDLING)
    team = case_in(CaseState.HANDLING, executor=Executor.TEAM, unit="u-team", worker_id=None)
    handled = case_in(CaseState.HANDLED)
    held = [holder_of(grid), holder_of(team), holder_of(handled), holder_of(handled, named="u-bureau")]
    assert [one.kind for one in held] == [HolderKind.PERSON, HolderKind.UNIT, HolderKind.CENTRE, HolderKind.UNIT]
    assert held[2].id == TOWN


def order(state: OrderState, **more: Any) -> Order:
    usual: dict[str, Any] = {"issuer_region": TOWN[:6], "issuer_role": "leader", "to_unit": "u-team"}
    head = (uuid4(), "DB-1", 1, state, TOWN)
    rest = {"demand": "finish", "urgent": False, "issued_by": "p-chief", "issued_at": NOW}
    due = {"receive_due_at": NOW + timedelta(hours=1), "due_at": NOW + timedelta(days=1)}
    return Order(*head, **usual | rest | due | more)


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("act", [act for act in Act if act is not Act.ISSUE])
def test_an_order_moves_as_its_table_says_and_no_otherwise(state: OrderState, act: Act) -> None:
    theirs = act in {Act.RECEIVE, Act.REPLY}
    who = Caller("p", TOWN, "u-team") if theirs else Caller("p", TOWN[:6], None)
    to = TRANSITIONS.get((state, act))
    if to is None:
        with pytest.raises(NotPossible) as refused:
            act_on(order(state), act, who, version=1, now=NOW)
        assert refused.value.facts["possible"] == sorted(str(one) for s, one in TRANSITIONS if s is state)
    else:
        after = act_on(order(state), act, who, version=1, now=NOW)
        assert (after.state, after.version, binds_township(after)) == (to, 2, after.next_at is not None)


@pytest.mark.parametrize(
    ("region", "role", "above"),
    [(TOWN, "shift-leader", TOWN), (TOWN, "leader", TOWN[:6]), (TOWN[:6], "shift-leader", TOWN[:6]),
     (TOWN[:6], "leader", TOWN[:4])],
)  # fmt: skip
def test_the_superior_of_an_issuer_is_his_leader_or_the_one_above(region: str, role: str, above: str) -> None:
    to = superior_of(order(OrderState.ISSUED, issuer_region=region, issuer_role=role))
    assert (to.id, to.region) == ("leader", above)
