"""How does a standard's or a city's own table of categories get into the triage?"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from onefour.gateway import Actor, Gateway
from onefour.installation import Installation
from onefour.refusals import BadFile, StillRefused
from shared.clock import utc_now
from shared.codes import CategoryRef, MalformedCode, Scheme

_GB_KINDS: Final = {
    "管理部件": "component",
    "部件": "component",
    "管理事件": "matter",
    "管理事项": "matter",
    "事项": "matter",
    "事件": "matter",
}
# `code` and `name` in the scheme, `matter` (ours) or None.
Category = dict[str, Any]

_ADMIN: Final = Actor("admin", "32")
_NAME_COLUMNS: Final = ("name", "名称", "三级分类", "二级分类", "一级分类")


def read_table(path: Path, scheme: str) -> list[Category]:
    """Return the table's categories: code, name, and the matter where a column `matter` gives one. Raises BadFile."""
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        return list(_unique(_category(row, scheme) for row in rows))
    except (OSError, UnicodeError, csv.Error, KeyError, MalformedCode) as error:
        raise BadFile(f"无法读取 {path} is no table of {scheme}: {error!r}") from error


def _category(row: Mapping[str, str], scheme: str) -> Category:
    code = _gb_code(row) if scheme == Scheme.GB47678 else row.get("code") or _path(row)
    name = next((row[column] for column in _NAME_COLUMNS if row.get(column)), "")
    return {"code": CategoryRef(scheme, code).code, "name": name or code, "matter": row.get("matter") or None}


def _gb_code(row: Mapping[str, str]) -> str:
    # The standard numbers components and matters alike: the kind belongs to the code.
    return f"{_GB_KINDS[row['kind']]}-{row['code5']}"


def _path(row: Mapping[str, str]) -> str:
    levels = (row.get(column, "") for column in ("一级分类", "二级分类", "三级分类"))
    # The feed's category codes know letters, digits and - . / _ alone.
    return "/".join(re.sub(r"\W+", "-", level).strip("-") for level in levels if level)[:64]


def _unique(categories: Iterator[Category]) -> Iterator[Category]:
    seen = set()
    for category in categories:
        if category["code"] not in seen:
            seen.add(category["code"])
            yield category


async def load_file(installation: Installation, path: Path, scheme: str, *, guess: bool = False) -> str:
    """Load a file; return what to tell who asked. Raises BadFile, NotConfigured, StillRefused."""
    categories = read_table(path, scheme)
    async with installation.gateway() as gateway:
        if guess:
            categories = [await _guessed(gateway, category) for category in categories]
        mapped = await load_crosswalk(gateway, scheme, categories)
    unmapped = len(categories) - mapped
    return f"{scheme}: {mapped} 类已对照 categories mapped to a matter, {unmapped} 未对照 left to the dispatcher"


async def load_crosswalk(gateway: Gateway, scheme: str, categories: Sequence[Category]) -> int:
    """Tell the triage which matter each category is; return how many were told. Raises StillRefused.

    A matter's words are not touched: the platform replaces them all together, and the starter's would be lost.
    """
    rows = [{"scheme": scheme, "code": c["code"], "matter": c["matter"]} for c in categories if c["matter"]]
    if rows:
        answer = await gateway.ask("dispatch", "PUT", "/triage/tables", actor=_ADMIN, json={"crosswalk": rows})
        if answer.is_error:
            raise StillRefused(f"PUT /triage/tables: {answer.status_code} {answer.text[:400]}")
    return len(rows)


async def _guessed(gateway: Gateway, category: Category) -> Category:
    """Return the category with the matter that the triage itself reads out of its name, where the table gives none."""
    if category["matter"]:
        return category
    event = {"external_id": "dry-run", "occurred_at": utc_now().isoformat(), "title": category["name"]}
    answer = await gateway.ask("dispatch", "POST", "/triage/try", actor=_ADMIN, json={"event": event})
    return category if answer.is_error else category | {"matter": answer.json()["matter"]}
