"""Which items are handled as one thing (一件事一次办), and what is asked for once for all of them?"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from approval_window.items.domain.drafts import Material, MaterialForm
from approval_window.items.domain.refusals import (
    BundleItemsDoubled,
    BundleItemsNotInForce,
    BundleItemsUnknown,
    BundleTooSmall,
    BundleVersionConflict,
)
from shared.files import FileType

FEWEST = 2
_HARDER = {form: place for place, form in enumerate(MaterialForm)}


@dataclass(frozen=True, slots=True)
class MaterialAsked:
    """A material of a bundle, handed in once; `asked_by` are the items that ask for it."""

    material: Material
    asked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemOfBundle:
    """An item of a bundle on a day; without a version it is not in force."""

    code: str
    version: int | None = None
    name: str | None = None
    promised_days: int | None = None

    @property
    def in_force(self) -> bool:
        return self.version is not None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as it stands on a day; its materials are those of the items that are in force."""

    code: str
    version: int
    name: str
    on: date
    items: Sequence[ItemOfBundle]
    materials: Sequence[MaterialAsked]

    @property
    def complete(self) -> bool:
        return all(one.in_force for one in self.items)


def require_bundle(items: Sequence[str], *, known: Collection[str], in_force: Collection[str]) -> None:
    """Raise BundleTooSmall, BundleItemsDoubled, BundleItemsUnknown or BundleItemsNotInForce."""
    doubled = sorted(code for code, times in Counter(items).items() if times > 1)
    if doubled:
        raise BundleItemsDoubled("an item stands in a bundle once", items=doubled)
    if len(items) < FEWEST:
        raise BundleTooSmall("one thing is made of two items at least", fewest=FEWEST)
    unknown = [code for code in items if code not in known]
    if unknown:
        raise BundleItemsUnknown("no such items", items=unknown)
    idle = [code for code in items if code not in in_force]
    if idle:
        raise BundleItemsNotInForce("not in force today", items=idle)


def require_newest_bundle(version: int, expected: int) -> None:
    """Raise BundleVersionConflict; the version of what is not there is 0."""
    if version != expected:
        raise BundleVersionConflict("this bundle has another version", version=version)


def merge_materials(asked: Sequence[tuple[str, Sequence[Material]]]) -> list[MaterialAsked]:
    """Return what items ask for, in their order, with what several ask for once.

    It must serve each of them: it is required where one item requires it, may follow later only where every item that
    requires it lets it, and is handed in in the hardest form that one of them wants, as a file that all of them take.
    """
    merged: dict[str, MaterialAsked] = {}
    for item, materials in asked:
        for one in materials:
            before = merged.get(one.code)
            merged[one.code] = (
                MaterialAsked(one, (item,))
                if before is None
                else MaterialAsked(_both(before.material, one), (*before.asked_by, item))
            )
    return list(merged.values())


def _both(one: Material, other: Material) -> Material:
    required = [each for each in (one, other) if each.required]
    return replace(
        one,
        required=bool(required),
        deferrable=bool(required) and all(each.deferrable for each in required),
        form=max(one.form, other.form, key=_HARDER.__getitem__),
        file_types=_for_both(one.file_types, other.file_types),
    )


def _for_both(one: tuple[FileType, ...], other: tuple[FileType, ...]) -> tuple[FileType, ...]:
    """Return which types of file serve both, none named: all; where none does, what either takes, each by a file."""
    if not one or not other:
        return one or other
    return tuple(each for each in one if each in other) or (*one, *other)
