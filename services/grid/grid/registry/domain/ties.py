"""Which records hang together, and how?"""

from enum import StrEnum
from typing import Final

from grid.registry.domain.kinds import RecordKind
from grid.registry.domain.refusals import TieImpossible


class Relation(StrEnum):
    """How one record hangs on another; read: the first … the second."""

    LIVES_IN = "lives-in"
    OWNS = "owns"
    RENTS = "rents"
    HEADS = "heads"
    SPOUSE = "spouse-in"
    CHILD = "child-in"
    PARENT = "parent-in"
    MEMBER = "member-of"
    WORKS_AT = "works-at"
    REPRESENTS = "represents"
    CONTACT_OF = "contact-of"
    OCCUPIES = "occupies"
    RUNS = "runs"
    STANDS_AT = "stands-at"


_R, _K = Relation, RecordKind
POSSIBLE: Final[dict[tuple[RecordKind, RecordKind], frozenset[Relation]]] = {
    (_K.RESIDENT, _K.HOME): frozenset({_R.LIVES_IN, _R.OWNS, _R.RENTS}),
    (_K.RESIDENT, _K.HOUSEHOLD): frozenset({_R.HEADS, _R.SPOUSE, _R.CHILD, _R.PARENT, _R.MEMBER}),
    (_K.RESIDENT, _K.ENTERPRISE): frozenset({_R.WORKS_AT, _R.REPRESENTS}),
    (_K.RESIDENT, _K.PLACE): frozenset({_R.WORKS_AT, _R.CONTACT_OF}),
    (_K.ENTERPRISE, _K.HOME): frozenset({_R.OWNS, _R.RENTS}),
    (_K.ENTERPRISE, _K.PLACE): frozenset({_R.OCCUPIES, _R.RUNS}),
    (_K.FACILITY, _K.PLACE): frozenset({_R.STANDS_AT}),
}


def check_tie(first: RecordKind, second: RecordKind, relation: Relation) -> None:
    """Raise TieImpossible unless the one may hang on the other in that way."""
    possible = POSSIBLE.get((first, second), frozenset())
    if relation not in possible:
        raise TieImpossible(f"a {first} does not {relation} a {second}", possible=sorted(possible))
