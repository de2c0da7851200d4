"""What may be shared, who is given it, and when that ends: the rules alone."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.exchange.domain import refusals
from dispatch.exchange.domain.catalogue import (
    SetGiven,
    Sharing,
)
from dispatch.exchange.domain.grants import (
    Used,
    columns_today,
    require_address,
    require_in_force,
    rows_left,
    seconds_to_midnight,
)
from dispatch.exchange.domain.requests import (
    TRANSITIONS,
    Act,
    Asked,
    Department,
    Mode,
    Request,
    State,
    Taken,
    Verdict,
    check_asked,
    next_state,
)
from shared.clock import town_day
from shared.errors import Refusal
from tests.unit.dispatch.exchange_samples import COUNTY, LIMITS, NOW, OWNER, SET, TODAY

HOUSING = Department("u-housing", COUNTY, frozenset({"housing"}), has_receiver=False)
ASKED = Asked(
    set_code="cases-by-matter",
    purpose="核查",
    legal_basis="职责",
    columns=["number"],
    place=f"{COUNTY}001",
    fields=["housing"],
    since=date(2026, 11, 1),
    until=date(2026, 12, 1),
    mode=Mode.QUERY,
    last_day=date(2026, 12, 31),
)


# ------------------------------------------------------------------------------------------------------------ requests
def test_what_is_right_is_taken() -> None:
    check_asked(ASKED, SET, HOUSING, TODAY)


BAD_REQUESTS: dict[str, tuple[Asked, SetGiven, type[Refusal]]] = {
    "not shared": (ASKED, replace(SET, sharing=Sharing.NOT_SHARED, ground="法"), refusals.NotShared),
    "no purpose": (replace(ASKED, purpose=" "), SET, refusals.PurposeMissing),
    "no basis": (replace(ASKED, legal_basis=""), SET, refusals.PurposeMissing),
    "a strange column": (replace(ASKED, columns=["number", "lon"]), SET, refusals.ColumnsOutsideTheSet),
    "no column": (replace(ASKED, columns=[]), SET, refusals.ColumnsOutsideTheSet),
    "another county": (replace(ASKED, place="320830"), SET, refusals.OutsideTheRegion),
    "the city": (replace(ASKED, place="3208"), SET, refusals.OutsideTheRegion),
    "a foreign field": (replace(ASKED, fields=["housing", "education"]), SET, refusals.OutsideTheField),
    "no field": (replace(ASKED, fields=[]), SET, refusals.OutsideTheField),
    "backwards": (replace(ASKED, until=date(2026, 10, 31)), SET, refusals.DaysImpossible),
    "over before today": (replace(ASKED, last_day=TODAY - timedelta(days=1)), SET, refusals.DaysImpossible),
    "a day too many": (replace(ASKED, until=date(2026, 12, 2)), SET, refusals.TooManyDays),
    "for too long": (replace(ASKED, last_day=TODAY + timedelta(days=100)), SET, refusals.TooManyDays),
    "nowhere to push": (replace(ASKED, mode=Mode.SUBSCRIPTION), SET, refusals.NoReceiver),
}


@pytest.mark.parametrize("name", BAD_REQUESTS)
def test_what_a_department_may_not_be_given_is_refused(name: str) -> None:
    asked, found, refusal = BAD_REQUESTS[name]

    with pytest.raises(refusal):
        check_asked(asked, found, HOUSING, TODAY)


def test_a_set_of_no_field_of_duty_asks_for_none() -> None:
    agencies = replace(SET, code="agencies")

    check_asked(replace(ASKED, set_code="agencies", fields=[]), agencies, HOUSING, TODAY)


def standing(state: State, **more: Any) -> Request:
    due = NOW - timedelta(seconds=1)
    return replace(Request(state, 3, "u-housing", OWNER, "p-asks", due), **more)


def taken(act: Act, **more: Any) -> Taken:
    unit = {Act.OPINE: OWNER, Act.WITHDRAW: "u-housing"}.get(act)
    return replace(Taken(act, "p-decides", unit, 3, "because"), **more)


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_every_act_leads_on_by_the_table_or_is_refused(state: State, act: Act) -> None:
    to = TRANSITIONS.get((state, act))

    if to is None:
        with pytest.raises(refusals.IllegalAct):
            next_state(standing(state), taken(act), NOW)
    else:
        assert next_state(standing(state), taken(act), NOW) is to


HEARD = standing(State.HEARD, opined_by="p-owner", verdict=Verdict.AGREED)
OPPOSED = replace(HEARD, verdict=Verdict.OPPOSED)
BAD_ACTS: dict[str, tuple[Request, Taken, type[Refusal]]] = {
    "stale": (HEARD, taken(Act.APPROVE, version=2), refusals.StaleRequest),
    "a refusal without a reason": (HEARD, taken(Act.REFUSE, reason=None), refusals.ReasonMissing),
    "revoked without a reason": (standing(State.GRANTED), taken(Act.REVOKE, reason=None), refusals.ReasonMissing),
    "opposed without a reason": (
        standing(State.ASKED),
        taken(Act.OPINE, verdict=Verdict.OPPOSED, reason=None),
        refusals.ReasonMissing,
    ),
    "against the owner without a reason": (OPPOSED, taken(Act.APPROVE, reason=None), refusals.ReasonMissing),
    "an opinion of somebody else": (standing(State.ASKED), taken(Act.OPINE, unit="u-x"), refusals.NotTheOwner),
    "taken back by somebody else": (HEARD, taken(Act.WITHDRAW, unit="u-x"), refusals.NotTheAsker),
    "decided by who asked": (HEARD, taken(Act.APPROVE, by="p-asks"), refusals.SecondPersonNeeded),
    "decided by who opined": (HEARD, taken(Act.REFUSE, by="p-owner"), refusals.SecondPersonNeeded),
    "decided before the owner spoke": (
        standing(State.ASKED, due_at=NOW),
        taken(Act.APPROVE),
        refusals.OpinionMissing,
    ),
}


@pytest.mark.parametrize("name", BAD_ACTS)
def test_an_act_that_breaks_a_rule_is_refused(name: str) -> None:
    request, act, refusal = BAD_ACTS[name]

    with pytest.raises(refusal):
        next_state(request, act, NOW)


@given(st.lists(st.sampled_from(list(Act)), max_size=12))
def test_nothing_conditional_is_granted_without_a_second_person_and_what_is_over_stays_so(acts: list[Act]) -> None:
    request, approved = standing(State.ASKED), False
    for act in acts:
        if act is Act.GRANT_BY_RULE:
            continue
        over = request.state in {State.REVOKED, State.ENDED, State.REFUSED, State.WITHDRAWN}
        try:
            state = next_state(request, taken(act), NOW)
        except Refusal:
            continue
        assert not over
        approved = approved or act is Act.APPROVE
        request = replace(request, state=state)
        assert approved or state not in {State.GRANTED, State.SUSPENDED, State.REVOKED, State.ENDED}


# -------------------------------------------------------------------------------------------------------------- grants
GIVES_NOTHING = {
    State.ASKED: refusals.NotGranted,
    State.HEARD: refusals.NotGranted,
    State.REFUSED: refusals.NotGranted,
    State.WITHDRAWN: refusals.NotGranted,
    State.SUSPENDED: refusals.GrantSuspended,
    State.REVOKED: refusals.GrantRevoked,
    State.ENDED: refusals.GrantEnded,
}


@pytest.mark.parametrize("state", list(State))
def test_only_a_grant_that_stands_gives_anything(state: State) -> None:
    if state in GIVES_NOTHING:
        with pytest.raises(GIVES_NOTHING[state]):
            require_in_force(state, TODAY, TODAY)
    else:
        require_in_force(state, TODAY, TODAY)
        with pytest.raises(refusals.GrantEnded):
            require_in_force(state, TODAY, TODAY + timedelta(days=1))


def test_a_grant_gives_no_more_than_the_catalogue_of_the_day() -> None:
    assert columns_today(["state", "cell"], SET) == ["state"]
    for found in (None, replace(SET, sharing=Sharing.NOT_SHARED, ground="法")):
        with pytest.raises(refusals.NotShared):
            columns_today(["state"], found)
    # Keys alone would say that there is something, and nothing else.
    with pytest.raises(refusals.NotShared):
        columns_today(["cell"], SET)


def test_what_is_left_of_a_day_is_given_and_then_nothing() -> None:
    assert [rows_left(LIMITS, Used(0, rows), NOW) for rows in (0, 600, 1499)] == [1000, 900, 1]
    for used in (Used(3, 0), Used(1, 1500), Used(1, 1600)):
        with pytest.raises(refusals.DailyLimitReached) as reached:
            rows_left(LIMITS, used, NOW)
        assert reached.value.headers == {"Retry-After": str(12 * 3600)}


@given(st.integers(0, 400 * 24 * 3600))
def test_the_next_midnight_is_within_a_day(seconds: int) -> None:
    now = NOW + timedelta(seconds=seconds)
    left = seconds_to_midnight(now)

    assert 1 <= left <= 24 * 3600
    assert town_day(now + timedelta(seconds=left)) == town_day(now) + timedelta(days=1)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.gov.cn/x",
        "https://",
        "ftp://a.gov.cn",
        "https://u:p@a.gov.cn/",
        "https://a.gov.cn/#x",
        "https://[1/",
        "",
        "https://a.gov.cn:port/",
        "https://a.gov.cn:99999/",
        "https://a.gov.cn:0/",
        "https://a b.gov.cn/",
        "https://a..gov.cn/",
        f"https://{'a' * 64}.gov.cn/",
        "https://localhost/",
        "https://x.localhost./",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1]/",
    ],
)
def test_an_address_that_nothing_may_be_pushed_to_is_refused(url: str) -> None:
    with pytest.raises(refusals.AddressRefused):
        require_address(url, plain_allowed=False)


def test_a_plain_address_is_for_a_developers_machine() -> None:
    for url in ("https://a.gov.cn/changes", "https://10.32.1.9:8443/changes", "https://[2001:db8::1]/"):
        require_address(url, plain_allowed=False)
    require_address("http://127.0.0.1:8000/changes", plain_allowed=True)
