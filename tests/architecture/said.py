"""Which refusals and reasons of the services are not said in Chinese, or not as one sentence for a person?"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from shared.errors import Reason, Refusal

HAN = re.compile(r"[\u4e00-\u9fff]")
# One line of a phone's screen, twice.
LONGEST = 40


def unsaid(kinds: Iterable[type[Refusal]]) -> Iterator[str]:
    """Return the classes with a code of their own that do not say themselves, in Chinese, what it means."""
    for kind in kinds:
        if "code" in vars(kind):
            yield from (f"{kind.__qualname__}: {wrong}" for wrong in _wrong(kind.code, vars(kind).get("said", "")))
        elif "said" in vars(kind):
            yield f"{kind.__qualname__}: says something without a code"


def unsaid_reasons(given: Iterable[Reason]) -> Iterator[str]:
    for one in given:
        yield from (f"{type(one).__qualname__}.{one.name}: {wrong}" for wrong in _wrong(one.value, one.said))


def said_otherwise(given: Iterable[tuple[str, str]]) -> list[str]:
    """Return the codes that say different things in different places."""
    known: dict[str, set[str]] = defaultdict(set)
    for code, said in given:
        known[code].add(said)
    return [f"{code}: {' / '.join(sorted(both))}" for code, both in sorted(known.items()) if len(both) > 1]


def _wrong(code: str, said: str) -> Iterator[str]:
    if not code:
        yield "no code"
    if not HAN.search(said):
        yield f"{code} is not said in Chinese"
    if len(said) > LONGEST:
        yield f"{code} has {len(said)} characters, at most {LONGEST}"
    if set(said) & set("{}。\n"):
        yield f"{code} is no single sentence without values"
