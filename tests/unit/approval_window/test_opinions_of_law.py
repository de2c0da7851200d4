"""What the licence law says of the opinions of several agencies (art. 26 (2))."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from approval_window.applications.domain.opinions import (
    AgencyDisagrees,
    AgencyOpinion,
    AgreedBySilence,
    Asked,
    NotAskedOfYou,
    OpinedYourself,
    OpinionGivenAlready,
    OpinionsOpen,
    ReceivedByYourself,
    deadline_for_opinion,
    region_asked,
    require_agreed,
    require_asked,
    require_not_of_window,
    require_opinions,
    require_unanswered,
    silent_of,
)
from approval_window.items.domain.drafts import (
    AgencyLevel,
)
from shared.calendar import WorkCalendar
from shared.clock import town_day
from shared.errors import Refusal

# A Monday.
NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
AGREE, DISAGREE = AgencyOpinion.AGREE, AgencyOpinion.DISAGREE


def asked(opinion: AgencyOpinion | None = None, **parts: Any) -> Asked:
    usual: dict[str, Any] = {"agency": "fire", "due_at": AFTER, "silence_agrees": False, "by": opinion and "p-fire"}
    return Asked(opinion=opinion, **usual | parts)


@pytest.mark.parametrize(("days", "due"), [(1, "2026-12-01"), (5, "2026-12-07"), (10, "2026-12-14")])
def test_an_agency_has_its_working_days(days: int, due: str) -> None:
    assert town_day(deadline_for_opinion(NOW, days, WorkCalendar({}, version="none")).due_at).isoformat() == due


@pytest.mark.parametrize(
    ("level", "region"), [(AgencyLevel.COUNTY, "320585"), (AgencyLevel.TOWNSHIP, "320585102")], ids=str
)
def test_the_unit_of_the_place_is_asked(level: AgencyLevel, region: str) -> None:
    assert region_asked(level, "320585102001") == region


@pytest.mark.parametrize(("unit", "of"), [(None, "u-fire"), ("u-house", "u-fire"), (None, None)])
def test_who_is_of_another_unit_or_none_is_not_asked(unit: str | None, of: str | None) -> None:
    require_asked("u-fire", "u-fire")
    with pytest.raises(NotAskedOfYou):
        require_asked(unit, of)


def test_who_handles_it_at_the_window_does_not_speak_for_an_agency() -> None:
    require_not_of_window("p-fire", ("clerk-li", "clerk-wu"))
    with pytest.raises(ReceivedByYourself):
        require_not_of_window("clerk-wu", ("clerk-li", "clerk-wu"))


@pytest.mark.parametrize(
    ("one", "refusal"),
    [
        (asked(), None),
        (asked(due_at=BEFORE), None),
        (asked(silence_agrees=True), None),
        (asked(AGREE), OpinionGivenAlready),
        (asked(due_at=BEFORE, silence_agrees=True), AgreedBySilence),
    ],
)
def test_it_is_given_once_and_late_only_where_silence_does_not_agree(one: Asked, refusal: type[Refusal] | None) -> None:
    if refusal is None:
        require_unanswered(one, NOW)
    else:
        with pytest.raises(refusal):
            require_unanswered(one, NOW)


@pytest.mark.parametrize(
    ("all_asked", "refusal"),
    [
        ([], None),
        ([asked(AGREE), asked(DISAGREE)], None),
        ([asked(AGREE), asked(due_at=BEFORE, silence_agrees=True)], None),
        ([asked(AGREE), asked()], OpinionsOpen),
        ([asked(due_at=BEFORE)], OpinionsOpen),
        ([asked(due_at=NOW, silence_agrees=True)], OpinionsOpen),
        ([asked(AGREE), asked(AGREE, by="p-head")], OpinedYourself),
    ],
)
def test_it_is_decided_when_all_have_answered_or_their_silence_counts(
    all_asked: list[Asked], refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        require_opinions(all_asked, "p-head", NOW)
    else:
        with pytest.raises(refusal):
            require_opinions(all_asked, "p-head", NOW)


def test_what_an_agency_disagrees_with_is_not_granted() -> None:
    require_agreed([asked(AGREE), asked(due_at=BEFORE, silence_agrees=True)])
    with pytest.raises(AgencyDisagrees):
        require_agreed([asked(AGREE), asked(DISAGREE)])


def test_who_agreed_by_silence_is_named() -> None:
    assert silent_of([asked(AGREE, agency="a"), asked(agency="b", due_at=BEFORE, silence_agrees=True)], NOW) == ["b"]
