"""What is decided on the spot, and what is taken there (art. 51, 52, 68-71)?"""

from dataclasses import dataclass
from datetime import date

from enforcement.discretion.domain import Circumstance
from shared.errors import Conflict, Forbidden, Invalid

from .correcting import Ordered
from .course import Course, SpotGround
from .filing import Filing
from .gathering import require_shown
from .sanctions import Sanction

# Art. 68 (1), in fen.
SMALL_FINE_FEN = 100_00


class NotOnTheSpot(Invalid):
    """What was not found today is not decided on the spot (art. 51, 52)."""

    code = "penalties.not-on-the-spot"
    said = "当场处罚须当场发现、当场决定、当场交付"


class NotHandedOver(Invalid):
    """The party signs for the paper, or it is noted that he would not (art. 52 (1))."""

    code = "penalties.not-handed-over"
    said = "处罚决定书须当场交付当事人签收；拒绝签收的，应当注明"


class NotCollectable(Forbidden):
    """A fine is taken on the spot up to 100 yuan, or where it could not be taken later (art. 68, 69)."""

    code = "penalties.not-collectable"
    said = "不符合当场收缴罚款的情形"


class NoInvoice(Invalid):
    """Who takes a fine hands out the invoice of the finance department (art. 70)."""

    code = "penalties.no-invoice"
    said = "当场收缴罚款必须出具财政部门统一制发的专用票据"


class NothingToHandIn(Conflict):
    """What was taken on the spot is handed in once, and before the case is closed (art. 71)."""

    code = "penalties.nothing-to-hand-in"
    said = "没有待上交的当场收缴罚款，或者当场收缴的罚款尚未上交"


@dataclass(frozen=True, slots=True)
class Collected:
    """A fine that was taken on the spot: why, and the number of the invoice."""

    ground: SpotGround
    invoice: str | None


@dataclass(frozen=True, slots=True)
class Spot:
    """What is decided on the spot, by officers who showed their certificates (52).

    `signed`: the party signed for the paper; else `refusal_noted`. `mitigated`: how it is lighter (30).
    """

    filing: Filing
    sanction: Sanction
    basis: str
    signed: bool
    refusal_noted: bool
    collected: Collected | None
    ordered: Ordered | None = None
    circumstance: Circumstance | None = None
    credentials_shown: bool = False
    mitigated: str | None = None


def require_on_the_spot(spot: Spot, today: date) -> None:
    """Raise NotOnTheSpot, CredentialsNotShown, NotHandedOver (art. 51, 52 (1))."""
    if spot.filing.found_on != today or spot.filing.weighty:
        raise NotOnTheSpot("found today, and clear", found_on=spot.filing.found_on.isoformat(), article="行政处罚法 51")
    require_shown(shown=spot.credentials_shown, article="行政处罚法 52")
    if not (spot.signed or spot.refusal_noted):
        raise NotHandedOver("signed, or the refusal noted", article="行政处罚法 52")


def require_collectable(collected: Collected, sanction: Sanction) -> None:
    """Raise NotCollectable, NoInvoice (art. 68-70)."""
    small = 0 < sanction.fine_fen <= SMALL_FINE_FEN
    if not sanction.fine_fen or (collected.ground is SpotGround.SMALL and not small):
        raise NotCollectable("not taken on the spot", limit_fen=SMALL_FINE_FEN, article="行政处罚法 68")
    if not collected.invoice:
        raise NoInvoice("with the invoice", article="行政处罚法 70")


def is_to_hand_in(course: Course) -> bool:
    """Tell whether a fine was taken on the spot and is still with the officers (art. 71)."""
    return course.hand_in_due_at is not None and course.handed_in_at is None


def require_to_hand_in(course: Course) -> None:
    """Raise NothingToHandIn (art. 71)."""
    if not is_to_hand_in(course):
        raise NothingToHandIn("nothing was taken on the spot", article="行政处罚法 71")


def require_handed_in(course: Course) -> None:
    """Raise NothingToHandIn (art. 71)."""
    if is_to_hand_in(course):
        raise NothingToHandIn("handed in first", article="行政处罚法 71")
