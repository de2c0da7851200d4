"""How is an item published and withdrawn, which items does a township take on a day, and which are done as one?"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import Row

from shared.clock import town_day
from shared.codes import RegionLevel
from shared.files import AttachmentRefused
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.documents import read_document
from shared.runtime.objects import Objects, sweep
from shared.runtime.scope import Scope

from . import repository
from .domain.bundles import Bundle, ItemOfBundle, merge_materials, require_bundle, require_newest_bundle
from .domain.catalogue import (
    check_draft,
    require_beginning,
    require_end,
    require_newest,
    require_not_withdrawn,
)
from .domain.drafts import (
    ItemDraft,
    Material,
)
from .domain.offer import is_offered
from .domain.refusals import (
    BundleNotFound,
    BundleVersionConflict,
    FormNotFound,
    FormRefused,
    FormTooLarge,
    ItemNotFound,
    MaterialUnknown,
    NotInForce,
    RegionUnknown,
    VersionConflict,
)

ONE_DAY = timedelta(days=1)
FORMS = "blank-forms"
# What belongs to one version alone, and is not taken over by the next.
OF_ONE_VERSION = ("in_force_to", "withdrawn_on", "withdrawn_by", "withdrawn_basis")


async def publish(
    work: UnitOfWork, scope: Scope, draft: ItemDraft, *, version: int, reinstate: bool, today: date
) -> Row[Any]:
    """Publish the next version of an item, or its first; `version` is the one that it was based on, 0 for a new item.

    Raises what the rules of `domain.catalogue` say, VersionConflict, Withdrawn unless it is reinstated.
    """
    check_draft(draft)
    newest = await repository.lock_item(work.connection, draft.code)
    require_newest(newest.version if newest else 0, version)
    if not reinstate:
        require_not_withdrawn(_withdrawn_from(newest))
    require_beginning(draft.in_force_from, today=today, replaced=newest.in_force_from if newest else None)
    return await _add(work, asdict(draft) | {"version": version + 1}, scope.person_id, today)


async def set_power(work: UnitOfWork, scope: Scope, *, code: str, power: str | None, today: date) -> None:
    """Say which of the county's powers a township needs for an item: its next version, else as the one before.

    It holds from today on, or from when the newest version begins. Raises ItemNotFound, Withdrawn.
    """
    newest = await repository.lock_item(work.connection, code)
    if newest is None:
        raise ItemNotFound("no such item", item=code)
    require_not_withdrawn(_withdrawn_from(newest))
    if newest.power == power:
        return
    kept = {name: value for name, value in newest._asdict().items() if name not in OF_ONE_VERSION}
    changed = {"power": power, "version": newest.version + 1, "in_force_from": max(today, newest.in_force_from)}
    await _add(work, kept | changed, scope.person_id, today)


async def withdraw(
    work: UnitOfWork, scope: Scope, *, code: str, version: int, from_day: date, basis: str, today: date
) -> Row[Any]:
    """End an item: from a day on it is not in force. Return its last version.

    Raises ItemNotFound, VersionConflict, Withdrawn, EndsInThePast, EndsBeforeItBegins.
    """
    newest = await repository.lock_item(work.connection, code)
    if newest is None:
        raise ItemNotFound("no such item", item=code)
    require_newest(newest.version, version)
    require_not_withdrawn(_withdrawn_from(newest))
    require_end(from_day, today=today, begins=newest.in_force_from)
    said = {"withdrawn_on": today, "withdrawn_by": scope.person_id, "withdrawn_basis": basis}
    return await repository.end_version(work.connection, code, version, said | {"in_force_to": from_day - ONE_DAY})


async def read_item(work: UnitOfWork, code: str, on: date) -> Row[Any]:
    """Return the version of an item that is in force on a day. Raises ItemNotFound, NotInForce."""
    found = await repository.find_item_on(work.connection, code, on)
    if found is None:
        if await repository.find_item(work.connection, code) is None:
            raise ItemNotFound("no such item", item=code)
        raise NotInForce("not in force on this day", item=code, on=on.isoformat())
    return found


async def read_versions(work: UnitOfWork, code: str) -> Sequence[Row[Any]]:
    """Return every version of an item, the newest first. Raises ItemNotFound."""
    rows = await repository.versions_of(work.connection, code)
    if not rows:
        raise ItemNotFound("no such item", item=code)
    return rows


async def offered_in(work: UnitOfWork, scope: Scope, region: str, on: date) -> Sequence[tuple[Row[Any], bool]]:
    """Return each item, and whether a township takes it on a day. Raises RegionUnknown."""
    if len(region) < RegionLevel.TOWNSHIP.digits or not scope.covers(region):
        raise RegionUnknown("no such township", region=region)
    held = await repository.powers_for_items(work.connection, region[: RegionLevel.TOWNSHIP.digits])
    rows = await repository.list_items_on(work.connection, on)
    return [(row, row.in_force and is_offered(row.power, held.get(row.power or ""), on)) for row in rows]


@dataclass(frozen=True, slots=True)
class FormGiven:
    """A blank form that somebody publishes for a material of an item."""

    item: str
    material: str
    data: bytes


@dataclass(frozen=True, slots=True)
class FormLimits:
    """What an installation allows a blank form."""

    bytes: int
    pages: int


async def publish_form(
    work: UnitOfWork, objects: Objects, scope: Scope, form: FormGiven, limits: FormLimits, *, now: datetime
) -> dict[str, Any]:
    """Publish the blank form of a material, first the object, then its row; return what is told of it.

    Raises ItemNotFound, NotInForce, MaterialUnknown, FormTooLarge, FormRefused, StoreUnavailable.
    """
    _material_of(await read_item(work, form.item, town_day(now)), form.material)
    if len(form.data) > limits.bytes:
        raise FormTooLarge("the form is too large", limit_bytes=limits.bytes)
    try:
        found = await asyncio.to_thread(read_document, form.data, limits.pages)
    except AttachmentRefused as refused:
        raise FormRefused("the form is not taken", reason=refused.facts["reason"]) from None
    form_id = new_id()
    name = f"{FORMS}/{form_id}"
    await objects.put(name, work.sealer.seal_bytes(form.data, about=name))
    told = {"item": form.item, "material": form.material, "bytes": len(form.data), "pages": found.pages}
    told["sha256"] = sha256(form.data).digest()
    kept = {"id": form_id, "object": name, "by": scope.person_id, "at": now}
    await repository.add_form(work.connection, told | kept)
    return told


async def read_form(work: UnitOfWork, objects: Objects, code: str, material: str, today: date) -> tuple[str, bytes]:
    """Return name and bytes of the blank form of a material that is asked for today.

    Raises ItemNotFound, NotInForce, MaterialUnknown, FormNotFound, StoreUnavailable.
    """
    item = await read_item(work, code, today)
    name, found = _material_of(item, material), (await forms_of(work, item)).get(material)
    if found is None:
        raise FormNotFound("there is no blank form of it", item=code, material=material)
    return name, work.sealer.open_bytes(await objects.get(found.object), about=found.object)


async def forms_of(work: UnitOfWork, item: Row[Any]) -> dict[str, Row[Any]]:
    """Return by material the newest blank forms of what a version of an item asks for."""
    asked = {one["code"] for one in item.materials}
    forms = await repository.forms_of(work.connection, item.code)
    return {material: form for material, form in forms.items() if material in asked}


def _material_of(item: Row[Any], material: str) -> str:
    """Return the name of a material. Raises MaterialUnknown."""
    for one in item.materials:
        if one["code"] == material:
            return str(one["name"])
    raise MaterialUnknown("the item asks for no such thing", item=item.code, material=material)


async def sweep_forms(work: UnitOfWork, objects: Objects, now: datetime, *, kept: timedelta) -> int:
    """Delete objects that no form speaks of, and that are older than any request takes; return how many."""
    return await sweep(objects, partial(repository.forms_among, work.connection), now - kept, under=FORMS)


async def save_bundle(
    work: UnitOfWork, scope: Scope, *, code: str, name: str, items: Sequence[str], version: int, today: date
) -> Bundle:
    """Write a bundle of items that are in force today, or its next version; `version` is the one that was read, or 0.

    Raises BundleTooSmall, BundleItemsDoubled, BundleItemsUnknown, BundleItemsNotInForce, BundleVersionConflict.
    """
    known = await repository.newest_of(work.connection, items)
    rows = await repository.find_items_on(work.connection, items, today)
    require_bundle(items, known=known, in_force=rows)
    before = await repository.find_bundle(work.connection, code)
    require_newest_bundle(before.version if before else 0, version)
    row = {"code": code, "version": version + 1, "name": name, "items": list(items)}
    saved = await repository.save_bundle(work.connection, row | {"saved_on": today, "by": scope.person_id})
    if saved is None:
        # Written by somebody else since we looked.
        raise BundleVersionConflict("this bundle has another version", version=version + 1)
    return _bundle(saved, today, rows)


async def read_bundle(work: UnitOfWork, code: str, on: date) -> Bundle:
    """Return a bundle, with its items as they are in force on a day. Raises BundleNotFound."""
    row = await repository.find_bundle(work.connection, code)
    if row is None:
        raise BundleNotFound("no such bundle", bundle=code)
    return _bundle(row, on, await repository.find_items_on(work.connection, row.items, on))


def _bundle(row: Row[Any], on: date, rows: dict[str, Row[Any]]) -> Bundle:
    held = [rows[code] for code in row.items if code in rows]
    shown = {one.code: ItemOfBundle(one.code, one.version, one.name, one.promised_days) for one in held}
    items = [shown.get(code) or ItemOfBundle(code) for code in row.items]
    asked = merge_materials([(one.code, [Material.of(each) for each in one.materials]) for one in held])
    return Bundle(row.code, row.version, row.name, on, items, asked)


def _withdrawn_from(newest: Row[Any] | None) -> date | None:
    """Return from which day on an item is not in force: nothing but its withdrawal ends its newest version."""
    return newest.in_force_to + ONE_DAY if newest and newest.in_force_to else None


async def _add(work: UnitOfWork, row: dict[str, Any], by: str, today: date) -> Row[Any]:
    added = await repository.add_version(work.connection, row | {"published_on": today, "by": by})
    if added is None:
        # Two published the first version of an item at once, where there is nothing yet to lock: the other was sooner.
        raise VersionConflict("this item has another version", version=row["version"])
    return added
