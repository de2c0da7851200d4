"""Where may a line of Chinese end? Not before what closes, not after what opens, and not within a number or a day."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

# GB/T 15834: these stand at no beginning, and those at no end of a line.
CLOSING: Final = frozenset("，。、；：？！）》〉」』】〕”’…—·%‰℃")
OPENING: Final = frozenset("（《〈「『【〔“‘")
_PIECES = re.compile(r"\d{1,4}年\d{1,2}月\d{1,2}日|[!-~]+|.", re.DOTALL)


def broken(text: str, width_of: Callable[[str], float], first: float, rest: float) -> list[str]:
    """Return the lines of a text: the first at most `first` wide, all others at most `rest`, as `width_of` measures.

    What is wider than a line by itself is broken anywhere.
    """
    lines, line, room = [], "", first
    for unit in _fitting(_units(text), width_of, min(first, rest)):
        if line and width_of(line + unit) > room:
            lines.append(line)
            line, room = "", rest
        line += unit
    return [*lines, line]


def _units(text: str) -> Iterator[str]:
    """Return what is not parted, in its order: pieces with what closes behind them and what opens before them."""
    unit = ""
    for piece in _PIECES.findall(text):
        if unit and piece not in CLOSING and unit[-1] not in OPENING:
            yield unit
            unit = ""
        unit += piece
    if unit:
        yield unit


def _fitting(units: Iterable[str], width_of: Callable[[str], float], width: float) -> Iterator[str]:
    for unit in units:
        if width_of(unit) <= width:
            yield unit
        else:
            yield from unit
