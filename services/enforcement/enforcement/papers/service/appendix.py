"""Which photos and scans are bound into the file of a case, and what stands below each?"""

import asyncio
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from enforcement.inspections.service.steps import get_inspection
from enforcement.penalties.service.acting import case_of
from enforcement.photos.domain.proof import Photo, PhotoDamaged
from enforcement.photos.service import Look, opened, photos_of, write_looks
from enforcement.records.repository import find_line
from enforcement.records.service import get_record
from enforcement.records.service import opened as words_in
from shared.calendar import SHANGHAI
from shared.files import FileType
from shared.papers.binding import is_bindable
from shared.papers.writing import Sheet
from shared.runtime.contents import small
from shared.runtime.db import UnitOfWork
from shared.runtime.objects import Objects
from shared.runtime.scope import Scope

# Present in a file of a case: enough to see everything on a page of A4, and so many of them fit into memory.
PHOTO, SIDE_PIXELS = "ZP", 1_400
# So much of scans is bound into a file; what is more is handed out by itself.
ENCLOSED_BYTES = 48 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Appendix:
    """A page for each photo and scan, and the scans themselves."""

    pages: tuple[Sheet, ...]
    scans: tuple[bytes, ...]


async def photos_of_file(work: UnitOfWork, objects: Objects, scope: Scope, row: Row[Any], look: Look) -> Appendix:
    """Return what is bound of a case's evidence, and of the inspection that it came from, in their order.

    Whoever prints looked at them: that is a line of the inspection's record, too; in the case's the print is one. What
    lies in the store is opened one at a time, and kept small. Raises RecordErased, StoreUnavailable.
    """
    excluded = case_of(row).course.excluded
    own = [(_entry(one, excluded), one) for one in await photos_of(work, row.id)]
    found: list[tuple[str, Photo]] = []
    if row.inspection_id is not None:
        inspection = await get_inspection(work, scope, inspection_id=row.inspection_id)
        found = [(f"检查{inspection.number}", one) for one in await photos_of(work, row.inspection_id)]
        await write_looks(work, row.inspection_id, [one for _, one in found], look)
    pages: list[Sheet] = []
    scans: list[bytes] = []
    for place, (source, photo) in enumerate([*own, *found], 1):
        number, lines = f"{row.number}-{PHOTO}{place:02d}", await _lines(work, scope, source, photo)
        content = await _content(work, objects, scope, photo, room=ENCLOSED_BYTES - sum(map(len, scans)))
        picture = content if isinstance(content, bytes) and photo.media_type != FileType.PDF else None
        if isinstance(content, bytes) and picture is None:
            scans.append(content)
            lines.append(f"扫描件共 {photo.pages} 页，附于卷末（第 {len(scans)} 份）")
        elif isinstance(content, str):
            lines.append(content)
        pages.append(Sheet(PHOTO, "现场照片及扫描件", number, tuple(lines), (), (), picture=picture))
    return Appendix(tuple(pages), tuple(scans))


def _entry(photo: Photo, excluded: Collection[int]) -> str:
    """Return of which evidence a photo is, and that it proves nothing any more where that was excluded (art. 46)."""
    said = f"第{photo.evidence}号证据"
    return f"{said}（已排除，不作为认定事实的根据）" if photo.evidence in excluded else said


async def _content(work: UnitOfWork, objects: Objects, scope: Scope, photo: Photo, *, room: int) -> bytes | str:
    """Return a photo as it is printed, or a scan; else why it is neither. `room`: for so many bytes of a scan."""
    apart = f"扫描件共 {photo.pages} 页，另行调取（编号 {photo.id}）"
    if photo.media_type == FileType.PDF and photo.bytes > room:
        return apart
    try:
        content = await opened(work, objects, scope, photo)
    except PhotoDamaged as damaged:
        return f"注意：{damaged.said}"
    if photo.media_type != FileType.PDF:
        return await asyncio.to_thread(small, content, SIDE_PIXELS)
    return content if await asyncio.to_thread(is_bindable, content) else apart


async def _lines(work: UnitOfWork, scope: Scope, source: str, photo: Photo) -> list[str]:
    """Return what stands below a photo: what its line says."""
    said = json.loads(await _words(work, scope, photo) or "{}")
    taken, kept = (moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") for moment in (photo.taken_at, photo.at))
    place = said.get("place")
    lines = [f"所属：{source}", f"内容：{said.get('shows', '')}", f"拍摄时间：{taken}"]
    lines += [f"拍摄地点：东经 {place['lon']}，北纬 {place['lat']}"] if place else []
    lines += [f"上传：{photo.by}，{kept}，全过程记录第 {photo.seq} 行"]
    lines += [f"原文件 SHA-256: {said.get('given_sha256', '')}", f"存储密文 SHA-256: {photo.sha256}"]
    return lines


async def _words(work: UnitOfWork, scope: Scope, photo: Photo) -> str | None:
    end = await get_record(work, scope, case_id=photo.case_id)
    line = await find_line(work.connection, photo.case_id, photo.seq)
    return words_in(work, end, line) if line is not None else None
