"""What does each source of cases ask of the centre: who decides, how often is a caller tried, what precedes a reply?"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.cases.domain.rule_refusals import BadSourceRules, NotItsAuthority
from shared.schemas.vocabulary import Authority

# How often a caller is tried before he counts as not reached (12345 rules), where no row says otherwise.
USUAL_TRIES = 3


@dataclass(frozen=True, slots=True)
class SourceRule:
    """`authority`: who decides whether its orders come back and how long they may take.

    `contact_tries`: after how many tries in vain its caller counts as not reached. `reply_document`: only an approved
    reply document answers its orders; `signing_required`: only those are answered that were signed for.
    """

    source: str
    authority: Authority = Authority.CENTRE
    contact_tries: int = USUAL_TRIES
    reply_document: bool = False
    signing_required: bool = False


class SourceRules:
    """The rules of all sources, as one version has them."""

    def __init__(self, version: int, rows: Iterable[SourceRule]) -> None:
        self.version = version
        self._rows = {row.source: row for row in rows}

    def of(self, source: str) -> SourceRule:
        """Return the rule of a source; one of our own services that no row names is the centre's."""
        return self._rows.get(source) or SourceRule(source)


def check_sources(rows: list[Mapping[str, Any]], *, outside: Collection[str], own: Collection[str]) -> None:
    """Raise BadSourceRules, NotItsAuthority. `outside`: platforms that push orders; `own`: services of the platform.

    Every outside platform has a row: one that was forgotten would lose its say without anybody noticing.
    """
    named = Counter(row["source"] for row in rows)
    strange = [f"rows.{n}.source" for n, row in enumerate(rows) if row["source"] not in {*outside, *own}]
    twice = [f"rows.{n}.source" for n, row in enumerate(rows) if named[row["source"]] > 1]
    missing = sorted(set(outside) - set(named))
    if strange or twice or missing:
        raise BadSourceRules("sources are unknown, named twice or missing", fields=[*strange, *twice], missing=missing)
    wrong = [
        f"rows.{n}.authority"
        for n, row in enumerate(rows)
        if row["authority"] == Authority.PLATFORM and row["source"] not in outside
    ]
    if wrong:
        raise NotItsAuthority("nobody outside decides over these", fields=wrong)
