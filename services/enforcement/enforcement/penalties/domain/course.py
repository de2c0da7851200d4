"""What has been done in a penalty case so far, as its rules see it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from enforcement.discretion.domain import Deviation

from .correcting import Correction
from .goods import Goods
from .measures import Measure
from .sanctions import PartyKind, Sanction
from .states import PenaltyState


class Conclusion(StrEnum):
    """What the head makes of an investigation (art. 57): punish, spare, unfounded, or a crime for the police (27)."""

    PUNISH = "punish"
    SPARE = "spare"
    UNFOUNDED = "unfounded"
    CRIME = "crime"


class SpareGround(StrEnum):
    """Why somebody is not punished: 33 (1) minor and corrected, first and minor; 33 (2) no fault; 30, 31 who he is."""

    MINOR = "minor"
    FIRST_AND_MINOR = "first-and-minor"
    NO_FAULT = "no-fault"
    CHILD = "child"
    INCAPABLE = "incapable"


class AgeBand(StrEnum):
    """How old a person was when the act was over: not fourteen, not eighteen, or older (art. 30)."""

    CHILD = "child"
    YOUTH = "youth"
    GROWN = "grown"


class SuspendGround(StrEnum):
    """Why a case stands still: something else is decided or found out first, or nobody can be met."""

    COURT = "court"
    APPRAISAL = "appraisal"
    LAW_ASKED = "law-asked"
    PARTY_AWAY = "party-away"
    FORCE_MAJEURE = "force-majeure"


class EndGround(StrEnum):
    """Why a case ends without a decision: nobody is left to punish, or it is another's (art. 22-25, 36)."""

    PARTY_DIED = "party-died"
    PARTY_DISSOLVED = "party-dissolved"
    ANOTHER_ORGAN = "another-organ"
    LIMITATION = "limitation"


class Settlement(StrEnum):
    """What becomes of preserved evidence within seven working days (art. 56)."""

    RECORDED = "recorded"
    APPRAISED = "appraised"
    CONFISCATED = "confiscated"
    SEIZED = "seized"
    RELEASED = "released"


class SpotGround(StrEnum):
    """Why a fine is taken on the spot (art. 68, 69)."""

    SMALL = "small"
    HARD_LATER = "hard-later"
    REMOTE = "remote"


class EvidenceKind(StrEnum):
    """The eight kinds of evidence (art. 46)."""

    DOCUMENT = "document"
    OBJECT = "object"
    RECORDING = "recording"
    ELECTRONIC = "electronic"
    WITNESS = "witness"
    STATEMENT = "statement"
    APPRAISAL = "appraisal"
    SITE_RECORD = "site-record"


class Defence(StrEnum):
    STATED = "stated"
    CHECKED = "checked"
    WAIVED = "waived"


class ServiceWay(StrEnum):
    """How a decision reaches the party (art. 61; civil procedure law)."""

    HANDED_OVER = "handed-over"
    LEFT = "left"
    MAIL = "mail"
    ELECTRONIC = "electronic"
    PUBLIC_NOTICE = "public-notice"


class ClosedGround(StrEnum):
    """Why a hearing is not public (art. 64 (3))."""

    STATE_SECRET = "state-secret"  # noqa: S105
    BUSINESS_SECRET = "business-secret"  # noqa: S105
    PRIVACY = "privacy"


class Procedure(StrEnum):
    """On the spot (art. 51-53), or the ordinary one (54-65)."""

    SIMPLE = "simple"
    ORDINARY = "ordinary"


class AppealKind(StrEnum):
    """Reconsideration by the government, or a suit (art. 7, 73)."""

    RECONSIDERATION = "reconsideration"
    SUIT = "suit"


class AppealResult(StrEnum):
    UPHELD = "upheld"
    CHANGED = "changed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Appeal:
    """A reconsideration or a suit about a decision, from a day until a day; None: it runs."""

    kind: AppealKind
    began_on: date
    ended_on: date | None = None
    result: AppealResult | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """What an appeal came to on a day. `keeps`: the numbers of goods that stay confiscated; None: all, if any do."""

    result: AppealResult
    on: date
    sanction: Sanction | None
    keeps: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """What a bank took on a day, or what is to be paid by a day, in fen."""

    on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PutOff:
    """On which day a payment was put off that had been due on another: lateness until then stays (art. 66, 72).

    `instalments`: what is to be paid by which day, the last one by the new day; `paid_fen` had been paid before.
    """

    on: date
    was_due: date
    instalments: tuple[Payment, ...] = ()
    paid_fen: int = 0


@dataclass(frozen=True, slots=True)
class Hearing:
    """A hearing that was asked for; `held_on`: or given up (art. 64 (6)).

    `closed`: why not everybody may come; `place`: where everybody may (64 (3)).
    """

    asked_at: datetime
    fixed_for: date | None = None
    chair: str | None = None
    held_on: date | None = None
    closed: ClosedGround | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What the legal review came to (art. 58)."""

    reviewer: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Course:
    """What has been done before and after the decision; None and empty: not yet. `gains_fen`: to be confiscated.

    `goods`: what was, in the order of the decision; none where it was decided before goods were named.
    `recused_chairs`: who was to chair its hearing; `transferred_on`: the police has it since; `erased`: nobody can read
    any more whom it is about.
    `evidence`: how many entries it has; `excluded`: which of them prove nothing any more (art. 46).
    `age`: None of an organisation, and of who was filed before it was kept.
    """

    age: AgeBand | None = None
    evidence: int = 0
    excluded: tuple[int, ...] = ()
    preserved_until: datetime | None = None
    recusal_of: str | None = None
    extended_days: int = 0
    former_officers: tuple[str, ...] = ()
    suspended_at: datetime | None = None
    suspended_from: PenaltyState | None = None
    conclusion: Conclusion | None = None
    gains_fen: int = 0
    spare: SpareGround | None = None
    proposed: Sanction | None = None
    defence_due_at: datetime | None = None
    hearing_due_at: datetime | None = None
    defence: Defence | None = None
    hearing: Hearing | None = None
    review: Review | None = None
    discussed_by: tuple[str, ...] = ()
    deviation: Deviation | None = None
    decided: Sanction | None = None
    correction: Correction | None = None
    goods: tuple[Goods, ...] = ()
    served_on: date | None = None
    paid_fen: int = 0
    last_paid_on: date | None = None
    payments: tuple[Payment, ...] = ()
    late_fen: int = 0
    hand_in_due_at: datetime | None = None
    handed_in_at: datetime | None = None
    put_off_to: date | None = None
    put_offs: tuple[PutOff, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    demanded_on: date | None = None
    demand_until: date | None = None
    applied_on: date | None = None
    performed_on: date | None = None
    recused_chairs: tuple[str, ...] = ()
    transferred_on: date | None = None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A penalty case as its rules see it. `officers` investigate; `weighty`: complex, major, or of public interest.

    `delegated`: those of its powers that the township holds in its own name today (coercion law 17).
    """

    state: PenaltyState
    party: PartyKind
    officers: tuple[str, ...]
    weighty: bool
    decide_due_at: datetime
    course: Course
    pay_due_on: date | None = None
    handed_to: str | None = None
    measures: tuple[Measure, ...] = ()
    delegated: tuple[str, ...] = ()

    @property
    def investigators(self) -> tuple[str, ...]:
        """Return who ever investigated it, also who went meanwhile (art. 43)."""
        return (*self.officers, *self.course.former_officers)

    @property
    def partial(self) -> tuple[str, ...]:
        """Return who neither reviews nor decides it: who ever investigated it, or was recused as a chair (43, 64)."""
        return (*self.investigators, *self.course.recused_chairs)
