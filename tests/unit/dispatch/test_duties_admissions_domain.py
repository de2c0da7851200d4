"""Which step of an application may be taken when, by which office, and what it leads to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dispatch.duties.domain.admissions import (
    TRANSITIONS,
    Act,
    Admission,
    Body,
    OpinionIsGiven,
    OpinionsMissing,
    OutsideTheCounty,
    ReasonMissing,
    ResolvedAlready,
    SkipsALevel,
    StaleAdmission,
    State,
    Taken,
    Verdict,
    after_act,
    next_act,
    next_state,
    require_own_county,
)
from dispatch.duties.domain.refusals import NotYourLevel

COUNTY, CITY, TOWNS = "320585", "3205", ("320585102", "320585103")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HEARD = dict.fromkeys(TOWNS, Verdict.AGREED)
OFFICE = {Act.OPINE: TOWNS[0], Act.CHECK: COUNTY, Act.REVIEW: CITY, Act.RESOLVE: COUNTY, Act.WITHDRAW: COUNTY}


def admission(state: State = State.APPLIED, **parts: Any) -> Admission:
    usual: dict[str, Any] = {"opinions": {} if state is State.APPLIED else HEARD}
    usual |= {"county": COUNTY, "townships": TOWNS, "unit": "u-bureau", "version": 3, "due_at": NOW}
    return Admission(state=state, **usual | parts)


def taken(act: Act, **parts: Any) -> Taken:
    usual: dict[str, Any] = {"region": OFFICE.get(act, COUNTY), "by": "p-1", "version": 3, "unit": "u-bureau"}
    usual["body"] = Body.COMMITTEE if act is Act.RESOLVE else None
    return Taken(act, **usual | parts)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_only_the_step_that_is_next_is_taken(state: State, act: Act) -> None:
    opinions = {} if act is Act.OPINE else HEARD
    standing = admission(state, opinions=opinions, resolved={Body.GOVERNMENT: "p-2"} if act is Act.RESOLVE else {})

    if (state, act) in TRANSITIONS:
        assert next_state(standing, taken(act), NOW) is TRANSITIONS[state, act]
    else:
        with pytest.raises(SkipsALevel):
            next_state(standing, taken(act), NOW)


def test_who_skips_a_level_is_told_what_is_next() -> None:
    with pytest.raises(SkipsALevel) as refused:
        next_state(admission(opinions=HEARD), taken(Act.REVIEW), NOW)

    assert refused.value.facts == {"state": "applied", "next": "check"}


@pytest.mark.parametrize(
    ("act", "state", "region"),
    [
        (Act.OPINE, State.APPLIED, "320585104"),
        (Act.OPINE, State.APPLIED, COUNTY),
        (Act.CHECK, State.APPLIED, CITY),
        (Act.CHECK, State.APPLIED, "320581"),
        (Act.REVIEW, State.CHECKED, COUNTY),
        (Act.REVIEW, State.CHECKED, "32"),
        (Act.RESOLVE, State.REVIEWED, CITY),
    ],
)
def test_each_step_is_for_its_own_office(act: Act, state: State, region: str) -> None:
    with pytest.raises(NotYourLevel):
        next_state(admission(state, opinions={} if act is Act.OPINE else HEARD), taken(act, region=region), NOW)


def test_only_the_department_itself_takes_its_application_back() -> None:
    with pytest.raises(NotYourLevel):
        next_state(admission(), taken(Act.WITHDRAW, unit="u-other"), NOW)


def test_the_county_waits_for_the_townships_until_their_term_has_passed() -> None:
    half = admission(opinions={TOWNS[0]: Verdict.REFUSED})

    with pytest.raises(OpinionsMissing) as refused:
        next_state(half, taken(Act.CHECK), NOW)
    assert refused.value.facts == {"townships": [TOWNS[1]]}
    assert next_state(half, taken(Act.CHECK), NOW + timedelta(seconds=1)) is State.CHECKED
    with pytest.raises(OpinionIsGiven):
        next_state(half, taken(Act.OPINE), NOW)


def test_a_township_that_objects_stops_nothing_but_stands_on_record() -> None:
    assert next_state(admission(), taken(Act.OPINE, verdict=Verdict.REFUSED, reason="无人手"), NOW) is State.APPLIED


@pytest.mark.parametrize(("state", "act"), [(State.APPLIED, Act.CHECK), (State.CHECKED, Act.REVIEW)])
def test_who_refuses_says_why_and_ends_it(state: State, act: Act) -> None:
    standing = admission(state, opinions=HEARD)

    with pytest.raises(ReasonMissing):
        next_state(standing, taken(act, verdict=Verdict.REFUSED), NOW)
    assert next_state(standing, taken(act, verdict=Verdict.REFUSED, reason="无依据"), NOW) is State.REJECTED


def test_committee_and_government_both_resolve_by_different_hands() -> None:
    fresh = admission(State.REVIEWED)
    half = replace(fresh, resolved={Body.COMMITTEE: "p-1"})

    assert next_state(fresh, taken(Act.RESOLVE), NOW) is State.REVIEWED
    with pytest.raises(ResolvedAlready):
        next_state(half, taken(Act.RESOLVE, by="p-2"), NOW)
    with pytest.raises(NotYourLevel):
        next_state(half, taken(Act.RESOLVE, body=Body.GOVERNMENT), NOW)
    assert next_state(half, taken(Act.RESOLVE, body=Body.GOVERNMENT, by="p-2"), NOW) is State.APPROVED


def test_who_saw_an_older_version_is_told() -> None:
    with pytest.raises(StaleAdmission):
        next_state(admission(), taken(Act.OPINE, version=2), NOW)


def test_somebody_is_always_next_until_all_is_decided() -> None:
    assert next_act(admission()) is Act.OPINE
    assert next_act(admission(opinions=HEARD)) is Act.CHECK
    assert [next_act(admission(state)) for state in (State.CHECKED, State.REVIEWED)] == [Act.REVIEW, Act.RESOLVE]
    assert {next_act(admission(s)) for s in (State.APPROVED, State.REJECTED, State.WITHDRAWN)} == {None}


@pytest.mark.parametrize("towns", [[], ["320581001"], ["320585"], ["320585102", "320585102001"]])
def test_a_department_applies_for_townships_of_its_own_county(towns: list[str]) -> None:
    with pytest.raises(OutsideTheCounty):
        require_own_county(COUNTY, towns)


def test_an_act_is_on_the_application_that_it_leaves() -> None:
    heard = after_act(admission(opinions={}), Taken(Act.OPINE, TOWNS[0], "p", 3, Verdict.REFUSED, "why"), State.APPLIED)
    assert (heard.opinions, heard.version, next_act(heard)) == ({TOWNS[0]: Verdict.REFUSED}, 4, Act.OPINE)
    resolved = after_act(
        admission(State.REVIEWED), Taken(Act.RESOLVE, COUNTY, "p", 3, body=Body.COMMITTEE), State.REVIEWED
    )
    assert (dict(resolved.resolved), next_act(resolved)) == ({Body.COMMITTEE: "p"}, Act.RESOLVE)
