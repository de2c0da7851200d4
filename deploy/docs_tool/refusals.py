"""Which refusals are there, by which code does a program know each, and what does it say to a person?"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from typing import TypeVar

from shared.errors import Reason, Refusal
from shared.runtime.http_errors import STATUS

from .offline import PACKAGES

OURS = {"shared", *PACKAGES}
Kind = TypeVar("Kind", Refusal, Reason)

_HEAD = """# Refusals 拒绝

Generated from the classes by `make docs`; do not edit.

What is refused is answered as a problem (RFC 9457, `application/problem+json`): `type` and `title` carry the stable
code, `message` says to a person in Chinese what it means, `detail` says it in English for a log, and further members
explain it to a program. Of many rows each bad one is named by its index, its code and its `message`; of a body each
field that does not fit (`errors`) by its path, the kind of error, `message` and `detail`. No sentence holds what was
sent.
"""


def refusals() -> list[type[Refusal]]:
    """Return every class of refusal that a service or `shared` defines, the first of all included."""
    _load_all()
    return [Refusal, *_below(Refusal)]


def reasons() -> list[Reason]:
    """Return every reason for which one row of many is refused."""
    _load_all()
    return [reason for family in _below(Reason) for reason in family]


def refusals_page() -> str:
    """Return the page of all codes: first what is refused as a whole, then the reasons of single rows."""
    whole = {kind.code: (_status_of(kind), kind.said) for kind in refusals() if "code" in vars(kind)}
    single = {reason.value: reason.said for reason in reasons()}
    return "\n".join(
        [
            _HEAD,
            *_table(("code", "status", "中文"), ((f"`{code}`", *told) for code, told in sorted(whole.items()))),
            "\n## Why one row of many is refused 逐行原因\n",
            *_table(("code", "中文"), ((f"`{code}`", said) for code, said in sorted(single.items()))),
            "",
        ]
    )


def _load_all() -> None:
    """Import every module of the services and of what they share, so that each class is known; no migrations."""
    for name in sorted(OURS):
        for module in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
            if ".migrations" not in module.name and ".alembic" not in module.name:
                importlib.import_module(module.name)


def _below(kind: type[Kind]) -> Iterator[type[Kind]]:
    for one in kind.__subclasses__():
        if one.__module__.partition(".")[0] in OURS:
            yield one
        yield from _below(one)


def _status_of(kind: type[Refusal]) -> str:
    own = getattr(kind, "status", None)
    return str(own or next((status for of, status in STATUS if issubclass(kind, of)), 400))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
