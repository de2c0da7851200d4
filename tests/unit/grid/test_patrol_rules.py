"""What the rules of rounds promise: whose table holds, what may not be stretched, and what one worker can walk."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from grid.patrols.domain.checks import (
    RESULTS,
    AwayReason,
    CheckGiven,
    CheckResult,
    ReportMissing,
    ResultUnfit,
    Stop,
    StopAnswered,
    StopOver,
    StopState,
    TooFar,
    decide_check,
    result_of_round,
)
from grid.patrols.domain.reports import NotSettled, Settled, Sighting, check_settled
from grid.patrols.domain.rounds import Due, StopKind, in_walking_order, is_time
from grid.patrols.domain.rules import (
    EVERYWHERE,
    BelowBound,
    PatrolRules,
    RuleTable,
    TooMuchToWalk,
    check_bounds,
    check_loads,
    nearest_first,
    weigh,
)
from grid.patrols.repository.rules import standard, with_table
from shared.geo import Position
from shared.schemas.vocabulary import Category, Result

CELL = "320585102001003"
NOON = datetime(2026, 12, 7, 4, 0, tzinfo=UTC)


def table(**said: object) -> RuleTable:
    return RuleTable.model_validate(said)


def rules(**tables: RuleTable) -> PatrolRules:
    return PatrolRules({EVERYWHERE: standard()} | {region.strip("r"): one for region, one in tables.items()})


def test_the_nearest_table_holds_for_each_thing_that_it_speaks_of():
    known = rules(
        r320585102=table(every={"hazards": {"high": 5}}, tolerance_m=50), r320585102001003=table(stops_a_day=3)
    )

    plan = known.plan(CELL)

    assert (plan.hazards["high"], plan.hazards["ordinary"], plan.stops_a_day, plan.tolerance_m) == (5, 15, 3, 50)
    assert known.plan("320585103001001").hazards["high"] == 7
    assert list(nearest_first(CELL)) == [CELL, CELL[:12], CELL[:9], CELL[:6], CELL[:4], CELL[:2], "*"]


def test_what_the_province_binds_is_never_stretched():
    known = rules(r32=table(at_most={"hazards": {"high": 3}}), r320585102=table(every={"hazards": {"high": 5}}))

    assert known.plan(CELL).hazards["high"] == 3
    with pytest.raises(BelowBound) as refused:
        check_bounds(known, "320585102", table(every={"hazards": {"high": 4}}, at_most={"care": {"ill": 400 - 50}}))
    assert refused.value.facts["rows"] == [{"of": "high", "days": 4, "at_most": 3, "set_by": "32"}]
    check_bounds(known, "320585102", table(every={"hazards": {"high": 3}}))
    check_bounds(known, "33", table(every={"hazards": {"high": 30}}))


def test_a_table_for_everywhere_that_says_little_keeps_what_the_standard_says():
    known = with_table(PatrolRules({}), EVERYWHERE, table(every={"hazards": {"high": 2}}, tolerance_m=99))

    plan = known.plan(CELL)
    assert (plan.hazards, plan.tolerance_m, plan.over_at) == ({"none": 30, "ordinary": 15, "high": 2}, 99, time(20))


def test_a_plan_says_how_many_stops_and_visits_a_week_it_makes():
    plan = rules().plan(CELL)

    load = weigh(plan, CELL, {"high": 10, "none": 30}, [(["elder-alone", "disabled"], 3), (["ill"], 1), ([], 500)])

    assert (load.stops_a_week, load.visits_a_week, load.most_stops, load.most_visits) == (17.0, 3.5, 100, 40)
    check_loads([load])
    with pytest.raises(TooMuchToWalk) as refused:
        check_loads([load, weigh(plan, "x", {"high": 101}, [])])
    assert (refused.value.facts["total"], refused.value.facts["cells"]) == (
        1,
        [{"cell": "x", "stops": 101.0, "visits": 0.0}],
    )


def due(number: int, lon: float | None) -> Due:
    lat = None if lon is None else 31.5
    return Due(UUID(int=number), StopKind.PLACE, CELL, date(2026, 12, 7), was_missed=False, lon=lon, lat=lat)


def test_the_most_pressing_comes_first_then_always_the_nearest_and_what_is_nowhere_last():
    stops = [due(1, None), due(2, 121.5), due(3, 121.0), due(4, 121.4), due(5, 121.1)]

    assert [one.record_id.int for one in in_walking_order(stops)] == [2, 4, 5, 3, 1]
    assert in_walking_order([]) == []


@pytest.mark.parametrize(("hour", "minute", "may"), [(20, 59, False), (21, 0, True), (3, 0, True), (16, 0, False)])
def test_rounds_are_made_from_five_in_the_morning(hour: int, minute: int, *, may: bool):
    assert is_time(datetime(2026, 12, 7, hour, minute, tzinfo=UTC)) is may


def stop(kind: StopKind = StopKind.PLACE, state: StopState = StopState.OPEN, *, has_place: bool = True) -> Stop:
    return Stop(kind, state, NOON - timedelta(hours=8), NOON + timedelta(hours=8), 200, has_place)


def given(
    result: CheckResult, at: datetime = NOON, away: AwayReason | None = None, *, told: bool = False
) -> CheckGiven:
    position = Position(121.0, 31.5)
    report = Sighting(UUID(int=1), Category(scheme="onefour", code="M0101"), "x", at, None, None) if told else None
    return CheckGiven(UUID(int=1), at, result, position, away, "", report)


@pytest.mark.parametrize("kind", StopKind)
@pytest.mark.parametrize("state", StopState)
@pytest.mark.parametrize("result", CheckResult)
def test_every_result_from_every_state_leads_on_or_is_refused(kind: StopKind, state: StopState, result: CheckResult):
    said = given(result, told=result in {CheckResult.HAZARD, CheckResult.NEEDS_HELP})
    if result not in RESULTS[kind]:
        with pytest.raises(ResultUnfit):
            decide_check(stop(kind, state), said, 0)
    elif state not in {StopState.OPEN, StopState.MISSED}:
        with pytest.raises(StopAnswered):
            decide_check(stop(kind, state), said, 0)
    else:
        assert decide_check(stop(kind, state), said, 0) == StopState(str(result))


@pytest.mark.parametrize(
    ("said", "away_m", "refusal"),
    [
        (given(CheckResult.FINE), 201, TooFar),
        (given(CheckResult.FINE), None, TooFar),
        (given(CheckResult.FINE, told=True), 0, ReportMissing),
        (given(CheckResult.HAZARD), 0, ReportMissing),
        (given(CheckResult.FINE, at=NOON + timedelta(hours=9)), 0, StopOver),
        (given(CheckResult.FINE, at=NOON - timedelta(hours=9)), 0, StopOver),
    ],
)
def test_what_cannot_be_is_refused(said: CheckGiven, away_m: int | None, refusal: type[Exception]):
    with pytest.raises(refusal):
        decide_check(stop(), said, away_m)


def test_a_reason_or_a_place_that_nobody_knows_lets_a_check_stand():
    assert decide_check(stop(), given(CheckResult.FINE, away=AwayReason.MAP_WRONG), 999) is StopState.FINE
    assert decide_check(stop(has_place=False), given(CheckResult.FINE), None) is StopState.FINE


def test_a_round_with_a_hazard_goes_on_elsewhere():
    assert result_of_round({StopState.FINE, StopState.HAZARD}) is Result.NEEDS_OTHERS
    assert result_of_round({StopState.FINE, StopState.MISSED}) is Result.NOTHING_FOUND


@pytest.mark.parametrize("result", Result)
def test_what_needs_others_or_was_not_found_is_not_settled(result: Result):
    if result in {Result.NEEDS_OTHERS, Result.NOTHING_FOUND}:
        with pytest.raises(NotSettled):
            check_settled(Settled(result, "x"))
    else:
        check_settled(Settled(result, "x"))
