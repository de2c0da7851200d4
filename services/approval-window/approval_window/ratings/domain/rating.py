"""Which steps of a paper may be rated, when, and how often? Each that is done, once."""

from collections.abc import Iterable
from enum import StrEnum

from approval_window.appeals.domain import AppealAction
from approval_window.applications.domain.states import ApplicationAction
from approval_window.progress.domain import PaperKind
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.schemas.vocabulary import Grade


class RatedStep(StrEnum):
    """The steps that somebody at the counter lives through; `answer` is that of an appeal."""

    RECEPTION = "reception"
    ACCEPTANCE = "acceptance"
    DECISION = "decision"
    DELIVERY = "delivery"
    ANSWER = "answer"


GRADE_WORDS: dict[Grade, str] = {
    Grade.VERY_SATISFIED: "非常满意",
    Grade.SATISFIED: "满意",
    Grade.BASICALLY_SATISFIED: "基本满意",
    Grade.DISSATISFIED: "不满意",
    Grade.VERY_DISSATISFIED: "非常不满意",
}
STEP_WORDS: dict[RatedStep, str] = {
    RatedStep.RECEPTION: "收件",
    RatedStep.ACCEPTANCE: "受理",
    RatedStep.DECISION: "决定",
    RatedStep.DELIVERY: "送达",
    RatedStep.ANSWER: "答复",
}

# Which entries of a paper's history do which step: what was done stays done, whatever becomes of the paper. That an
# application was not accepted is an answer to the same question.
DONE_BY: dict[PaperKind, dict[str, RatedStep]] = {
    PaperKind.APPLICATION: {
        ApplicationAction.RECEIVE: RatedStep.RECEPTION,
        ApplicationAction.ACCEPT: RatedStep.ACCEPTANCE,
        ApplicationAction.ACCEPT_BY_SILENCE: RatedStep.ACCEPTANCE,
        ApplicationAction.REJECT: RatedStep.ACCEPTANCE,
        ApplicationAction.GRANT: RatedStep.DECISION,
        ApplicationAction.REFUSE: RatedStep.DECISION,
        ApplicationAction.COMPLETE: RatedStep.DECISION,
        ApplicationAction.DELIVER: RatedStep.DELIVERY,
    },
    PaperKind.APPEAL: {AppealAction.FILE: RatedStep.RECEPTION, AppealAction.ANSWER: RatedStep.ANSWER},
}


class RatingNotFound(NotFound):
    code = "ratings.not-found"
    said = "没有这条评价"


class StepUnknown(Invalid):
    """A paper of this kind has no such step; `steps` are those that it has."""

    code = "ratings.step-unknown"
    said = "该事务没有这一环节"


class StepNotReached(Conflict):
    """`reached` are the steps that are done."""

    code = "ratings.step-not-reached"
    said = "该环节尚未办理，暂不能评价"


class RatedAlready(Conflict):
    """Nobody changes a rating, not even who gave it."""

    code = "ratings.rated-already"
    said = "该环节已经评价，每个环节只能评价一次"


class AboutYourself(Forbidden):
    """Who was rated neither reads what was said about him nor follows it up."""

    code = "ratings.about-yourself"
    said = "评价涉及您本人办理的事项，须由他人核实整改"


class RegionOutside(Forbidden):
    code = "ratings.region-outside"
    said = "该地区不在您的管辖范围内"


def steps_done(paper: PaperKind, history: Iterable[tuple[str, str]]) -> dict[RatedStep, str]:
    """Return which steps of a paper are done, and by whom (last); `history` is action and person, in order."""
    found = {DONE_BY[paper][action]: by for action, by in history if action in DONE_BY[paper]}
    return {step: found[step] for step in RatedStep if step in found}


def require_done(paper: PaperKind, step: RatedStep, done: Iterable[RatedStep]) -> None:
    """Raise StepUnknown where such a paper has no such step, StepNotReached where it has not come to it yet."""
    known = set(DONE_BY[paper].values())
    if step not in known:
        raise StepUnknown("no such step", step=step, steps=[one for one in RatedStep if one in known])
    reached = list(done)
    if step not in reached:
        raise StepNotReached("this step is not done yet", step=step, reached=reached)


def rated_persons(step: RatedStep, received_by: str, done: dict[RatedStep, str]) -> frozenset[str]:
    """Return whom a rating is about: who received the paper, who decided on it, and who did the step itself."""
    hands = (received_by, done.get(RatedStep.DECISION), done.get(step))
    return frozenset(hand for hand in hands if hand is not None)


def require_another(person: str, rated: frozenset[str]) -> None:
    """Raise AboutYourself where somebody would follow up what is said of himself."""
    if person in rated:
        raise AboutYourself("somebody else follows up a rating of your own work", person=person)
