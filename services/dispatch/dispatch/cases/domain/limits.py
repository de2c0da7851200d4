"""What must a table of limits be, before cases run by it?"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatch.cases.domain.clocks import ANY, ClockKind, Policies, Policy
from dispatch.cases.domain.rule_refusals import BadLimits, LimitsIncomplete
from shared.calendar import TermUnit
from shared.schemas.vocabulary import Urgency

# A case that waits at the desk, is worked on or is verified always has a limit; the other clocks run where a row says.
ALWAYS = (ClockKind.DISPATCH, ClockKind.HANDLE, ClockKind.VERIFY)


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may name."""

    matters: Collection[str]
    sources: Collection[str]
    regions: Collection[str]


def policy_of(row: Mapping[str, Any]) -> Policy:
    """Return a row of a table of limits as cases are asked about it."""
    kind, unit = ClockKind(row["kind"]), TermUnit(row["unit"])
    return Policy(row["source"], row["matter"], row["urgency"], kind, row["amount"], unit, row["region"])


def check_limits(rows: Sequence[Mapping[str, Any]], known: Known) -> None:
    """Raise BadLimits where rows name what is not there or one another twice, LimitsIncomplete where one is missing."""
    keys = Counter(_key(row) for row in rows)
    named = (("matter", known.matters), ("source", known.sources), ("region", known.regions))
    bad = [
        f"rows.{n}.{column}"
        for n, row in enumerate(rows)
        for column, there in named
        if row[column] != ANY and row[column] not in there
    ]
    twice = [f"rows.{n}" for n, row in enumerate(rows) if keys[_key(row)] > 1]
    if bad or twice:
        raise BadLimits("rows name what is not there, or one limit twice", fields=bad, twice=twice)
    policies = Policies(0, [policy_of(row) for row in rows])
    missing = [
        f"{kind}/{urgency}"
        for kind in ALWAYS
        for urgency in Urgency
        if policies.find(kind, source=ANY, matter=None, urgency=urgency, region="") is None
    ]
    if missing:
        raise LimitsIncomplete("every case needs these limits", missing=missing)


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("kind", "region", "source", "matter", "urgency"))
