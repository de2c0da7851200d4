"""What must have been done before a step of a penalty case? One function a rule, each names its article."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from shared.errors import Conflict, Forbidden, Invalid

from .course import Case, Conclusion, Course, Defence, ServiceWay, SpareGround

LEAST_PRESENT = 2


class NotNotified(Conflict):
    code = "penalties.not-notified"
    said = "作出决定之前，应当告知拟作出的处罚内容、事实、理由、依据和权利"


class DefencePending(Conflict):
    """The party may still be heard, or what he said has not been checked (art. 45, 62); `until` where it runs."""

    code = "penalties.defence-pending"
    said = "陈述、申辩期限未满，或者当事人的意见尚未复核，不得作出决定"


class NoDefence(Conflict):
    code = "penalties.no-defence"
    said = "当事人没有尚待复核的陈述、申辩"


class HearingPending(Conflict):
    """A hearing may still be asked for, or was asked for and is not held (art. 63, 65)."""

    code = "penalties.hearing-pending"
    said = "听证期限未满或者听证尚未举行，不得作出决定"


class NoHearing(Conflict):
    code = "penalties.no-hearing"
    said = "没有要求或者安排听证"


class HearingAskedAlready(Conflict):
    code = "penalties.hearing-asked"
    said = "已要求听证"


class NotReviewed(Conflict):
    """A case that was heard, is weighty or complex is reviewed first, and only what passed is decided (art. 58)."""

    code = "penalties.not-reviewed"
    said = "未经法制审核或者审核未通过的，不得作出决定"


class ReviewerInvestigated(Forbidden):
    code = "penalties.reviewer-investigated"
    said = "法制审核人员不得是本案调查人员"


class ReviewerUnqualified(Forbidden):
    """Who reviews holds the certificate of it (art. 58)."""

    code = "penalties.reviewer-unqualified"
    said = "法制审核人员不具备审核资格"


class NotDiscussed(Conflict):
    """Complex or major cases are discussed by the heads together (art. 57)."""

    code = "penalties.not-discussed"
    said = "情节复杂或者重大的案件，负责人应当集体讨论决定"


class TooFewPresent(Invalid):
    code = "penalties.too-few-present"
    said = "集体讨论须有两名以上负责人参加并签名"


class DeciderTookPart(Forbidden):
    """The head examines what was investigated and reviewed (art. 57, 58): who did that does not decide on it.

    Nor who was recused as chair of its hearing, or shall be (43, 64).
    """

    code = "penalties.decider-took-part"
    said = "调查、审核人员不得作出本案的处罚决定"


class ConclusionDiffers(Invalid):
    code = "penalties.conclusion-differs"
    said = "处罚决定与调查结论不符"


class GroundMissing(Invalid):
    code = "penalties.ground-missing"
    said = "不予处罚须说明法定情形"


class BasisMissing(Invalid):
    """By which law the penalty is imposed is told and decided (art. 44, 59 (3)); a discretion table names it, too."""

    code = "penalties.basis-missing"
    said = "须载明行政处罚的法律依据"


class NotServedRightly(Invalid):
    """A decision is served with a receipt; electronically only who agreed in writing (art. 61)."""

    code = "penalties.not-served-rightly"
    said = "送达须有回证；电子送达须经当事人同意并签订确认书"


def require_ground(conclusion: Conclusion, ground: SpareGround | None) -> None:
    """Raise GroundMissing: why somebody is spared is said, and nothing else has such a ground (art. 30, 31, 33)."""
    if (conclusion is Conclusion.SPARE) != (ground is not None):
        raise GroundMissing("why is nobody punished?", article="行政处罚法 33")


def require_basis(said: Mapping[str, object]) -> None:
    """Raise BasisMissing (art. 44, 59 (3))."""
    if not said.get("basis"):
        raise BasisMissing("by which law?", article="行政处罚法 44、59")


def require_notified(course: Course) -> None:
    """Raise NotNotified: facts, reasons, basis, penalty and rights are told first (art. 44, 62)."""
    if course.proposed is None:
        raise NotNotified("told first", article="行政处罚法 44、62")


def require_defence_heard(course: Course, now: datetime) -> None:
    """Raise DefencePending: heard and what he said checked, waived, or the time is over (art. 45, 62)."""
    if course.defence in {Defence.CHECKED, Defence.WAIVED}:
        return
    due = course.defence_due_at
    if course.defence is Defence.STATED or due is None or now <= due:
        until = due.isoformat() if due else None
        raise DefencePending("the party is heard first", until=until, article="行政处罚法 45、62")


def require_waivable(course: Course) -> None:
    """Raise DefencePending: what was stated is checked, and no paper makes that undone (art. 45)."""
    if course.defence is Defence.STATED:
        raise DefencePending("what was stated is checked first", until=None, article="行政处罚法 45")


def require_stated(course: Course) -> None:
    """Raise NoDefence where nothing waits to be checked (art. 45)."""
    if course.defence is not Defence.STATED:
        raise NoDefence("nothing was stated that is not checked", article="行政处罚法 45")


def require_to_punish(course: Course) -> None:
    """Raise ConclusionDiffers: only who shall be punished is told of a penalty (art. 44)."""
    if course.conclusion is not Conclusion.PUNISH:
        raise ConclusionDiffers("nobody shall be punished", concluded=course.conclusion, article="行政处罚法 44")


def require_heard(course: Course, now: datetime) -> None:
    """Raise HearingPending: asked for and not held, or still to be asked for (art. 63, 65)."""
    hearing, due = course.hearing, course.hearing_due_at
    if hearing is not None and hearing.held_on is None:
        raise HearingPending("the hearing is held first", article="行政处罚法 63")
    if hearing is None and due is not None and now <= due:
        raise HearingPending("a hearing may still be asked for", until=due.isoformat(), article="行政处罚法 64")


def require_askable(course: Course) -> None:
    """Raise HearingAskedAlready (art. 64 (1))."""
    if course.hearing is not None:
        raise HearingAskedAlready("asked for already", article="行政处罚法 64")


def require_hearing_open(course: Course, *, fixed: bool) -> None:
    """Raise NoHearing: one was asked for, is not over, and (`fixed`) has a day (art. 64)."""
    hearing = course.hearing
    if hearing is None or hearing.held_on is not None or (fixed and hearing.fixed_for is None):
        raise NoHearing("no hearing waits for this", article="行政处罚法 64")


def needs_review(case: Case) -> bool:
    """Tell whether a case is reviewed before it is decided: heard, weighty or complex (art. 58 (1)-(3))."""
    return case.weighty or case.course.hearing is not None


def require_reviewed(case: Case) -> None:
    """Raise NotReviewed (art. 58)."""
    review = case.course.review
    if needs_review(case) and (review is None or not review.passed):
        raise NotReviewed("reviewed and passed first", article="行政处罚法 58")


def require_reviewer(reviewer: str, investigators: Collection[str], *, qualified: bool) -> None:
    """Raise ReviewerInvestigated, ReviewerUnqualified (art. 58)."""
    if reviewer in investigators:
        raise ReviewerInvestigated("another person reviews", article="行政处罚法 58")
    if not qualified:
        raise ReviewerUnqualified("a qualified person reviews", article="行政处罚法 58")


def require_discussed(case: Case) -> None:
    """Raise NotDiscussed (art. 57)."""
    if case.weighty and not case.course.discussed_by:
        raise NotDiscussed("the heads discuss it together", article="行政处罚法 57")


def require_present(present: Sequence[str]) -> None:
    """Raise TooFewPresent unless two heads or more discussed and signed (art. 57)."""
    if len(set(present)) < LEAST_PRESENT:
        raise TooFewPresent("two heads at the least", article="行政处罚法 57")


def require_decider(decider: str, case: Case) -> None:
    """Raise DeciderTookPart (art. 57, 58)."""
    review = case.course.review
    if decider in case.partial or (review is not None and decider == review.reviewer):
        raise DeciderTookPart("another person decides", article="行政处罚法 57")


def require_concluded(outcome: Conclusion, course: Course) -> None:
    """Raise ConclusionDiffers: who was not told of a penalty is not punished, only spared (art. 57)."""
    if outcome is not course.conclusion and (
        outcome is Conclusion.PUNISH or course.conclusion is not Conclusion.PUNISH
    ):
        raise ConclusionDiffers("not what was concluded", concluded=course.conclusion, article="行政处罚法 57")


def require_served_rightly(way: ServiceWay, *, receipt: str | None, agreed: bool) -> None:
    """Raise NotServedRightly (art. 61)."""
    if not receipt or (way is ServiceWay.ELECTRONIC and not agreed):
        raise NotServedRightly("with a receipt, and by wire only who agreed", article="行政处罚法 61")
