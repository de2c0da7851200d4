"""Which penalties are there, how heavy are they, and what does each of them need first?"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.errors import Conflict, Forbidden, Invalid

# Art. 51: what may be decided on the spot, in fen.
SIMPLE_FINE_FEN = {"person": 200_00, "organisation": 3_000_00}


class PartyKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class SanctionKind(StrEnum):
    """The kinds of penalty that a township may be given (art. 9); detention is the police's alone (art. 18)."""

    WARNING = "warning"
    CRITICISM = "criticism"
    FINE = "fine"
    CONFISCATE_GAINS = "confiscate-gains"
    CONFISCATE_GOODS = "confiscate-goods"
    SUSPEND_LICENCE = "suspend-licence"
    LOWER_GRADE = "lower-grade"
    REVOKE_LICENCE = "revoke-licence"
    RESTRICT_BUSINESS = "restrict-business"
    STOP_BUSINESS = "stop-business"
    CLOSE_DOWN = "close-down"
    BAN = "ban"


K = SanctionKind
# Art. 63 (3), (4).
_ALWAYS_HEARD = frozenset({K.LOWER_GRADE, K.REVOKE_LICENCE, K.STOP_BUSINESS, K.CLOSE_DOWN, K.BAN})


class NothingImposed(Invalid):
    code = "penalties.nothing-imposed"
    said = "须列明行政处罚的种类"


class AmountMisfit(Invalid):
    """An amount belongs to a fine or to confiscated gains, a value to confiscated goods, and these need one."""

    code = "penalties.amount-misfit"
    said = "罚款、没收须列明金额，其他处罚不列金额"


class Heavier(Forbidden):
    """Nobody is punished more heavily because he defended himself (art. 45), or than he was told (art. 44)."""

    code = "penalties.heavier"
    said = "不得因陈述、申辩而给予更重的处罚，也不得重于告知的内容"


class AboveSimple(Forbidden):
    """More than may be decided on the spot (art. 51)."""

    code = "penalties.above-simple"
    said = "超出简易程序的处罚限额，应当适用普通程序"


class NoHearingRight(Conflict):
    """What is proposed is none of the penalties of art. 63."""

    code = "penalties.no-hearing-right"
    said = "拟作出的处罚不属于应当告知听证权利的情形"


@dataclass(frozen=True, slots=True)
class Sanction:
    """What is imposed: kinds of art. 9, with the amounts of fine and confiscated gains in fen (0: none).

    `goods_fen`: what confiscated goods are worth, as appraised; they are handed over, and nobody owes their value.
    """

    kinds: tuple[SanctionKind, ...]
    fine_fen: int = 0
    confiscated_fen: int = 0
    goods_fen: int = 0


# Each of them is told, and none of them grows afterwards (44, 45).
AMOUNTS = ("fine_fen", "confiscated_fen", "goods_fen")


@dataclass(frozen=True, slots=True)
class HearingLimits:
    """From which fine or confiscation on a hearing is offered, in fen: what is large is said by each province."""

    person_fen: int
    organisation_fen: int

    def of(self, party: PartyKind) -> int:
        return self.person_fen if party is PartyKind.PERSON else self.organisation_fen


def require_sound(sanction: Sanction) -> None:
    """Raise NothingImposed, AmountMisfit (art. 59 (3): kinds and basis are named)."""
    if not sanction.kinds:
        raise NothingImposed("which penalties?", article="行政处罚法 59")
    amounts = {K.FINE: sanction.fine_fen, K.CONFISCATE_GAINS: sanction.confiscated_fen}
    amounts |= {K.CONFISCATE_GOODS: sanction.goods_fen}
    if any((kind in sanction.kinds) != (fen > 0) for kind, fen in amounts.items()):
        kinds = list(sanction.kinds)
        raise AmountMisfit("an amount for a fine and a confiscation alone", kinds=kinds, article="行政处罚法 59")


def require_simple(sanction: Sanction, party: PartyKind) -> None:
    """Raise AboveSimple: on the spot a warning, or a fine up to 200 and 3,000 yuan (art. 51)."""
    if set(sanction.kinds) - {K.WARNING, K.FINE} or sanction.fine_fen > SIMPLE_FINE_FEN[party]:
        limit = SIMPLE_FINE_FEN[party]
        raise AboveSimple("more than is decided on the spot", limit_fen=limit, article="行政处罚法 51")


def needs_hearing(sanction: Sanction, party: PartyKind, limits: HearingLimits) -> bool:
    """Tell whether a hearing is offered: large fine or confiscation, grade, licence, closure, ban (art. 63)."""
    large = max(sanction.fine_fen, sanction.confiscated_fen, sanction.goods_fen) >= limits.of(party)
    return large or bool(_ALWAYS_HEARD & set(sanction.kinds))


def require_not_heavier(decided: Sanction, told: Sanction, *, defended: bool) -> None:
    """Raise Heavier: another kind, a higher fine or confiscation than the party was told of (art. 44, 45)."""
    added, dropped = sorted(set(decided.kinds) - set(told.kinds)), set(told.kinds) - set(decided.kinds)
    more = any(getattr(decided, name) > getattr(told, name) for name in AMOUNTS)
    if more or _is_heavier(added, dropped):
        article = "行政处罚法 45" if defended else "行政处罚法 44"
        raise Heavier("heavier than what was told", added=added, article=article)


def taken_apart(decided: Sanction, changed: Sanction) -> Sanction:
    """Return what was decided as one sum for gains and goods, until they stood apart, as an appeal takes it apart."""
    if K.CONFISCATE_GOODS not in decided.kinds or decided.goods_fen:
        return decided
    goods = min(changed.goods_fen, decided.confiscated_fen)
    return replace(decided, confiscated_fen=decided.confiscated_fen - goods, goods_fen=goods)


def _is_heavier(added: Collection[SanctionKind], dropped: Collection[SanctionKind]) -> bool:
    # A warning instead of something else is lighter, beside it heavier; nothing else that was not told of is imposed.
    return any(kind is not K.WARNING or not dropped for kind in added)
