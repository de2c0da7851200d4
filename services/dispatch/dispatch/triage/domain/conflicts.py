"""Which routing rules contradict one another, or can never win? Each pair is named with a situation that shows it.

A rule that is more particular and tried later is no conflict unless it is never reached; two that are tried at the same
priority and decide otherwise are one: which of them wins hangs on nothing but their names.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product

from dispatch.triage.domain.rules import Conditions, Rule, Situation
from shared.codes import DIGITS, RegionLevel
from shared.schemas.vocabulary import Urgency

TOWNSHIP_DIGITS = RegionLevel.TOWNSHIP.digits
# What an example says where neither rule asks.
SOMEWHERE, SOME_SOURCE, SOME_MATTER, SOME_FIELD = "320000000", "hotline-12345", "any", "any"

# source, matter, field, urgency, region, cell: None where a rule does not ask.
Key = tuple[str | None, ...]


class ConflictKind(StrEnum):
    """`CONTRADICTION`: both fit, same priority, other outcome; `COVERED`: an earlier, wider one takes everything;
    `IMPOSSIBLE`: its own conditions never hold together.
    """

    CONTRADICTION = "contradiction"
    COVERED = "covered"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Conflict:
    """`rule` never wins, or wins by its name alone; `by` is the other one; `example` is a situation that both fit."""

    kind: ConflictKind
    rule: str
    by: str | None
    example: Situation | None


def find_conflicts(rules: Sequence[Rule], field_of: Mapping[str, str]) -> list[Conflict]:
    """Return the conflicts of a table of rules; `field_of`: matter → its field."""
    ordered = sorted(rules, key=lambda rule: (rule.priority, rule.id))
    possible = [rule for rule in ordered if example_of(rule.conditions, field_of) is not None]
    kept = {rule.id for rule in possible}
    found = [Conflict(ConflictKind.IMPOSSIBLE, rule.id, None, None) for rule in ordered if rule.id not in kept]
    contradictions = list(_contradictions(possible, field_of))
    told = {one.rule for one in contradictions}
    covered = (one for one in _covered(possible, field_of) if one.rule not in told)
    return [*found, *contradictions, *covered]


def _contradictions(ordered: Sequence[Rule], field_of: Mapping[str, str]) -> Iterator[Conflict]:
    """Return each pair that may fit at once; only rules about one matter, or about no certain one, are compared."""
    alike: dict[tuple[int, str | None], list[Rule]] = defaultdict(list)
    for rule in ordered:
        alike[rule.priority, rule.conditions.matter].append(rule)
    for (priority, matter), group in alike.items():
        pairs = list(combinations(group, 2))
        if matter is not None:
            pairs += list(product(alike.get((priority, None), ()), group))
        for one, other in pairs:
            if one.outcome != other.outcome:
                example = example_of_both(one.conditions, other.conditions, field_of)
                if example is not None:
                    first, second = sorted((one, other), key=lambda rule: rule.id)
                    yield Conflict(ConflictKind.CONTRADICTION, second.id, first.id, example)


def _covered(ordered: Sequence[Rule], field_of: Mapping[str, str]) -> Iterator[Conflict]:
    """Return each rule with the first one that takes all of its cases: whatever it asks for, that one asks or less."""
    earlier: dict[Key, Rule] = {}
    for rule in ordered:
        wider = [earlier[key] for key in _wider(rule.conditions, field_of) if key in earlier]
        if wider:
            first = min(wider, key=lambda one: (one.priority, one.id))
            yield Conflict(ConflictKind.COVERED, rule.id, first.id, example_of(rule.conditions, field_of))
        earlier.setdefault(_key(rule.conditions), rule)


def _key(asked: Conditions) -> Key:
    urgency = str(asked.urgency) if asked.urgency else None
    return (asked.source, asked.matter, asked.field, urgency, asked.region, asked.cell)


def _wider(asked: Conditions, field_of: Mapping[str, str]) -> Iterator[Key]:
    """Return the conditions, as keys, of every rule that holds whenever `asked` do."""
    source, matter, field, urgency, region, cell = _key(asked)
    field = field or field_of.get(matter or "")
    place = cell or region or ""
    # A situation knows its township and its cell: a condition on a village's region never holds.
    within = [place[:digits] for digits in DIGITS.values() if digits <= min(len(place), TOWNSHIP_DIGITS)]
    yield from product(
        dict.fromkeys((None, source)),
        dict.fromkeys((None, matter)),
        dict.fromkeys((None, field)),
        dict.fromkeys((None, urgency)),
        (None, *within),
        dict.fromkeys((None, cell)),
    )


def example_of(asked: Conditions, field_of: Mapping[str, str]) -> Situation | None:
    """Return a situation in which the conditions hold, None where none is possible."""
    own_field = field_of.get(asked.matter or "")
    if asked.field and own_field and asked.field != own_field:
        return None
    if asked.region and len(asked.region) > TOWNSHIP_DIGITS:
        return None
    if asked.cell and asked.region and not asked.cell.startswith(asked.region):
        return None
    field = asked.field or own_field or SOME_FIELD
    matter = asked.matter or next((code for code, of in field_of.items() if of == asked.field), SOME_MATTER)
    place = asked.cell or asked.region or SOMEWHERE
    return Situation(
        source=asked.source or SOME_SOURCE,
        matter=matter,
        field=field_of.get(matter, field),
        urgency=asked.urgency or Urgency.NORMAL,
        region=place[:TOWNSHIP_DIGITS],
        cell=asked.cell,
    )


def example_of_both(one: Conditions, other: Conditions, field_of: Mapping[str, str]) -> Situation | None:
    """Return a situation in which both hold, None where they exclude one another."""
    joined: dict[str, str | None] = {}
    for name in ("source", "matter", "field", "urgency", "cell"):
        a, b = getattr(one, name), getattr(other, name)
        if a is not None and b is not None and a != b:
            return None
        joined[name] = a or b
    longer, shorter = sorted((one.region or "", other.region or ""), key=len, reverse=True)
    if not longer.startswith(shorter):
        return None
    return example_of(Conditions.model_validate(joined | {"region": longer or None}), field_of)
