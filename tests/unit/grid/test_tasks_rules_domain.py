"""What is asked of a worker on the spot: his place, his photos, his officials, and the parts of an upload."""

from uuid import UUID

import pytest

from grid.tasks.domain.arriving import Arrival, OutsideTheCell, Unconfirmed, Weighed, decide_arrival
from grid.tasks.domain.asking import AskAnswered, AskState, NotAsked, check_asked, check_open
from grid.tasks.domain.local import FINISHED_BY, FinishElsewhere, TaskKind, refuse_finish
from grid.tasks.domain.rules import Article, Moment, PhotosMissing, Rule, RuleStale, check_photos, check_rule_version
from grid.tasks.domain.supporting import (
    NoSupport,
    OnlySupport,
    SupportResult,
    TwoOfficialsNeeded,
    check_result,
    check_two,
    told_result,
)
from grid.tasks.domain.uploads import UploadGap, UploadTooLong, decide_part
from shared.errors import Refusal
from shared.schemas.vocabulary import Result

RULE = Rule(tolerance_m=100, most_accuracy_m=50)
SAID, LATE = Unconfirmed.MAP_WRONG, Unconfirmed.SENT_LATE


def weigh(away: float | None, accuracy: float | None, reason: Unconfirmed | None, placed: bool = True) -> Weighed:
    return decide_arrival(RULE, has_position=placed, distance_m=away, accuracy_m=accuracy, reason=reason)


@pytest.mark.parametrize(
    ("away", "accuracy", "reason", "arrival", "why"),
    [
        (0, None, None, Arrival.CONFIRMED, None),
        (100, None, None, Arrival.CONFIRMED, None),
        (149.9, 50, None, Arrival.CONFIRMED, None),
        # What needs no excuse keeps none.
        (0, None, SAID, Arrival.CONFIRMED, None),
        (101, None, SAID, Arrival.UNCONFIRMED, SAID),
        (101, None, LATE, Arrival.UNCONFIRMED, LATE),
        (None, None, None, Arrival.UNCONFIRMED, Unconfirmed.NO_BOUNDARY),
        (None, None, LATE, Arrival.UNCONFIRMED, Unconfirmed.NO_BOUNDARY),
        (None, None, SAID, Arrival.UNCONFIRMED, SAID),
    ],
)
def test_an_arrival_is_borne_out_by_a_place_near_enough(
    away: float | None, accuracy: float | None, reason: Unconfirmed | None, arrival: Arrival, why: Unconfirmed | None
) -> None:
    weighed = weigh(away, accuracy, reason)

    assert (weighed.arrival, weighed.reason) == (arrival, why)


@pytest.mark.parametrize(("away", "accuracy", "allowed"), [(101, None, 100), (151, 50, 150), (151, 100_000, 150)])
def test_too_far_away_names_how_far(away: float, accuracy: float | None, allowed: int) -> None:
    with pytest.raises(OutsideTheCell) as refused:
        weigh(away, accuracy, None)

    assert refused.value.facts == {"distance_m": away, "allowed_m": allowed}


@pytest.mark.parametrize("reason", [None, LATE])
def test_no_place_at_all_bears_nothing_out(reason: Unconfirmed | None) -> None:
    assert weigh(None, None, reason, placed=False).reason is Unconfirmed.NO_POSITION


@pytest.mark.parametrize(
    ("before", "after", "taken", "missing"),
    [
        (True, True, set(), ["before", "after"]),
        (True, True, {Moment.BEFORE}, ["after"]),
        (False, True, {Moment.BEFORE, Moment.OTHER}, ["after"]),
        (False, False, set(), []),
    ],
)
def test_photos_that_are_asked_for_are_named(before: bool, after: bool, taken: set[Moment], missing: list[str]) -> None:
    rule = Rule(photo_before=before, photo_after=after)
    if not missing:
        return check_photos(rule, taken)
    with pytest.raises(PhotosMissing) as refused:
        check_photos(rule, taken)

    assert refused.value.facts == {"missing": missing}
    return None


def test_a_rule_is_changed_by_who_saw_its_newest_version() -> None:
    check_rule_version(0, 0)
    with pytest.raises(RuleStale):
        check_rule_version(2, 1)


@pytest.mark.parametrize(
    ("officials", "known", "fine"),
    [
        (["a", "b"], {"a", "b"}, True),
        (["a", "b", "c"], {"a", "b", "c"}, True),
        (["a"], {"a"}, False),
        (["a", "a"], {"a"}, False),
        (["a", "b"], {"a"}, False),
        ([], set(), False),
    ],
)
def test_two_different_officials_are_two(officials: list[str], known: set[str], fine: bool) -> None:
    if fine:
        assert check_two(Article.PENALTY_42, officials, known) == sorted(set(officials))
        return
    with pytest.raises(TwoOfficialsNeeded) as refused:
        check_two(Article.LICENCE_34, officials, known)
    assert refused.value.facts["law"] == "行政许可法第三十四条"


@pytest.mark.parametrize("result", list(Result))
def test_a_worker_who_supports_finds_nothing(result: Result) -> None:
    check_result(None, result)
    with pytest.raises(OnlySupport):
        check_result(Article.PENALTY_42, result)
    assert told_result(result) is result


@pytest.mark.parametrize("result", list(SupportResult))
def test_support_is_for_those_whom_the_law_asks_for(result: SupportResult) -> None:
    check_result(Article.LICENCE_34, result)
    with pytest.raises(NoSupport):
        check_result(None, result)
    assert told_result(result) is Result.NEEDS_OTHERS


@pytest.mark.parametrize(
    ("received", "offset", "part", "new"),
    [
        (0, 0, b"abc", b"abc"),
        (3, 3, b"de", b"de"),
        (3, 0, b"abc", b""),
        (3, 1, b"bc", b""),
        (3, 2, b"cde", b"de"),
        (3, 0, b"", b""),
    ],
)
def test_of_a_part_what_is_new_counts(received: int, offset: int, part: bytes, new: bytes) -> None:
    assert decide_part(received, 5, offset, part) == new


@pytest.mark.parametrize(("offset", "part", "refusal"), [(4, b"e", UploadGap), (3, b"def", UploadTooLong)])
def test_a_gap_and_too_much_are_refused(offset: int, part: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        decide_part(3, 5, offset, part)


@pytest.mark.parametrize("kind", list(TaskKind))
def test_a_task_is_finished_where_its_answer_is_written(kind: TaskKind) -> None:
    if kind not in FINISHED_BY:
        return refuse_finish(kind, None, None)
    with pytest.raises(FinishElsewhere) as refused:
        refuse_finish(kind, "home", str(UUID(int=1)))
    assert refused.value.facts["capability"] == FINISHED_BY[kind]
    return None


@pytest.mark.parametrize(
    ("to", "person", "leads", "may"),
    [
        ("li", "li", False, True),
        ("li", "chen", True, False),
        (None, "chen", True, True),
        (None, "li", False, False),
        (None, "wang", True, False),
    ],
)
def test_who_is_asked_answers(to: str | None, person: str, leads: bool, may: bool) -> None:
    if may:
        return check_asked(to, "wang", person, leads=leads)
    with pytest.raises(NotAsked):
        check_asked(to, "wang", person, leads=leads)
    return None


def test_what_was_answered_stays_answered() -> None:
    check_open(AskState.OPEN)
    with pytest.raises(AskAnswered):
        check_open(AskState.DECLINED)
