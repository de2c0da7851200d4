"""Who is so young that he is not punished, or only lightly (art. 30)?"""

from datetime import date

from enforcement.discretion.domain import Circumstance, Range
from shared.codes import is_younger
from shared.errors import Conflict, Forbidden, Invalid

from .course import AgeBand, Conclusion, SpareGround
from .filing import Party
from .sanctions import PartyKind, Sanction, SanctionKind

ARTICLE = "行政处罚法 30"
PUNISHED_YEARS, ADULT_YEARS = 14, 18
# The line of a record that says how a penalty is lighter.
LIGHTENED = "lighten"


class ChildNotPunished(Forbidden):
    """Who was not fourteen when the act was over is not punished; his guardian is told to look after him (art. 30)."""

    code = "penalties.child-not-punished"
    said = "不满十四周岁的未成年人有违法行为的，不予行政处罚，责令监护人加以管教"


class ChildGround(Invalid):
    """Who was not fourteen is spared because of that, and nobody else is (art. 30)."""

    code = "penalties.child-ground"
    said = "不满十四周岁的以此不予处罚，已满十四周岁的不得以此不予处罚"


class NotLighter(Conflict):
    """Who was fourteen and not eighteen is punished more lightly, and the decision says how (art. 30)."""

    code = "penalties.not-lighter"
    said = "已满十四周岁不满十八周岁的应当从轻或者减轻处罚，并说明理由"


def age_band(party: Party, ended_on: date) -> AgeBand | None:
    """Return how old a party was when the act was over, by its number; None of an organisation (art. 30)."""
    if party.kind is not PartyKind.PERSON:
        return None
    if is_younger(party.number, PUNISHED_YEARS, ended_on):
        return AgeBand.CHILD
    return AgeBand.YOUTH if is_younger(party.number, ADULT_YEARS, ended_on) else AgeBand.GROWN


def require_punishable(age: AgeBand | None) -> None:
    """Raise ChildNotPunished (art. 30)."""
    if age is AgeBand.CHILD:
        raise ChildNotPunished("not fourteen yet", article=ARTICLE)


def require_outcome_for_age(outcome: Conclusion, ground: SpareGround | None, age: AgeBand | None) -> None:
    """Raise ChildNotPunished, ChildGround: a child is not punished, and is spared for being one (art. 30)."""
    if outcome is Conclusion.PUNISH:
        require_punishable(age)
    if outcome is Conclusion.SPARE and (ground is SpareGround.CHILD) != (age is AgeBand.CHILD):
        raise ChildGround("spared as a child who is one", article=ARTICLE)


def require_lighter(age: AgeBand | None, held: Range | None, sanction: Sanction, mitigated: str | None) -> None:
    """Raise NotLighter: by the published range, or as the decision says where none is published (art. 30, 34)."""
    if age is AgeBand.YOUTH and not (is_lighter(held, sanction) if held else mitigated):
        raise NotLighter("lighter, and how", article=ARTICLE)


def is_lighter(held: Range, sanction: Sanction) -> bool:
    """Tell whether a penalty lies in the light range, or below its own, without a kind beside it (从轻, 减轻).

    Nothing is lighter than a warning alone (art. 9 (1)).
    """
    if set(sanction.kinds) == {SanctionKind.WARNING}:
        return True
    if set(sanction.kinds) - {SanctionKind.FINE} - set(held.kinds):
        return False
    light = held.circumstance is Circumstance.LIGHT and sanction.fine_fen <= held.max_fen
    return light or sanction.fine_fen < held.min_fen
