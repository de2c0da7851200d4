"""Which materials does an item ask for, what of them is here, and what is still missing?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.errors import Conflict, Invalid


class MaterialState(StrEnum):
    MISSING = "missing"
    HANDED_IN = "handed-in"
    # It may follow later (容缺受理), and its applicant said until when.
    PROMISED = "promised"


class MaterialUnknown(Invalid):
    """The item asks for no such thing: nothing else may be asked for or taken (licence law art. 31)."""

    code = "applications.material-unknown"
    said = "该事项不需要这份材料"


class MaterialNotDeferrable(Invalid):
    code = "applications.material-not-deferrable"
    said = "这份材料不能容缺后补"


class PromiseInThePast(Invalid):
    code = "applications.promise-in-the-past"
    said = "后补材料的承诺日期不能早于今天"


class MaterialsMissing(Conflict):
    """`missing` names all of it."""

    code = "applications.materials-missing"
    said = "申请材料不齐全"


class NothingMissing(Conflict):
    """All that is asked for is here: it is accepted (licence law art. 32 (5))."""

    code = "applications.nothing-missing"
    said = "申请材料齐全，应当受理"


@dataclass(frozen=True, slots=True)
class Material:
    code: str
    name: str
    required: bool
    deferrable: bool
    # The types of file that are taken for it; where none is named, all.
    file_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What somebody brought, and what he promised to bring until a day, by the materials' codes."""

    handed_in: frozenset[str] = frozenset()
    promised: Mapping[str, date] | None = None

    @property
    def promises(self) -> Mapping[str, date]:
        return self.promised or {}


def materials_of(asked: Sequence[Mapping[str, Any]]) -> dict[str, Material]:
    """Return what an item asks for by its codes, in its order."""
    return {one["code"]: _material(one) for one in asked}


def _material(kept: Mapping[str, Any]) -> Material:
    required, deferrable = bool(kept["required"]), bool(kept["deferrable"])
    return Material(kept["code"], kept["name"], required, deferrable, tuple(kept.get("file_types", ())))


def take_in(asked: Mapping[str, Material], given: HandedIn, today: date) -> dict[str, MaterialState]:
    """Return what becomes of the materials that somebody brought or promised.

    Raises MaterialUnknown, MaterialNotDeferrable, PromiseInThePast.
    """
    require_asked(given, asked.keys())
    firm = sorted(code for code in given.promises if not asked[code].deferrable)
    if firm:
        raise MaterialNotDeferrable("this is needed at once", materials=firm)
    past = sorted(code for code, until in given.promises.items() if until < today)
    if past:
        raise PromiseInThePast("a promise is for today or later", materials=past)
    promised = dict.fromkeys(given.promises, MaterialState.PROMISED)
    return promised | dict.fromkeys(given.handed_in, MaterialState.HANDED_IN)


def require_asked(given: HandedIn, asked: Collection[str]) -> None:
    """Raise MaterialUnknown for what nobody asks for (licence law art. 31)."""
    unknown = sorted((given.handed_in | given.promises.keys()) - set(asked))
    if unknown:
        raise MaterialUnknown("nothing asks for that", materials=unknown, article="行政许可法 31")


def part_of(given: HandedIn, asked: Mapping[str, Material]) -> HandedIn:
    """Return what of a bundle's materials one of its items asks for."""
    promised = {code: until for code, until in given.promises.items() if code in asked}
    return HandedIn(given.handed_in & asked.keys(), promised)


def missing_of(asked: Mapping[str, Material], states: Mapping[str, MaterialState]) -> list[str]:
    """Return everything required that is neither here nor promised, in the item's order (licence law art. 32 (4))."""
    return [
        code
        for code, material in asked.items()
        if material.required and states.get(code, MaterialState.MISSING) is MaterialState.MISSING
    ]


def require_complete(asked: Mapping[str, Material], states: Mapping[str, MaterialState]) -> None:
    """Raise MaterialsMissing before an application is accepted (licence law art. 32 (5))."""
    missing = missing_of(asked, states)
    if missing:
        raise MaterialsMissing("not all is here", missing=missing, article="行政许可法 32")


def require_all_here(asked: Mapping[str, Material], states: Mapping[str, MaterialState]) -> None:
    """Raise MaterialsMissing where what may follow later has not come when it is granted (licence law art. 38)."""
    promised = [code for code, material in asked.items() if material.required and states.get(code) is _PROMISED]
    missing = missing_of(asked, states) + promised
    if missing:
        raise MaterialsMissing("what was promised has not come", missing=missing, article="行政许可法 38")


_PROMISED = MaterialState.PROMISED


def everything_to_correct(
    asked: Mapping[str, Material], states: Mapping[str, MaterialState], defects: Collection[str]
) -> list[str]:
    """Return what the one notice must name: all that is missing, and what is here but not in its lawful form.

    Nothing can be left out of it. Raises MaterialUnknown, NothingMissing (licence law art. 32 (4), (5)).
    """
    unknown = sorted(set(defects) - asked.keys())
    if unknown:
        raise MaterialUnknown("this item does not ask for that", materials=unknown, article="行政许可法 31")
    missing = set(missing_of(asked, states)) | set(defects)
    if not missing:
        raise NothingMissing("all that is asked for is here", article="行政许可法 32")
    return [code for code in asked if code in missing]
