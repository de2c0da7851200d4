"""Which photos and scans are bound into the file of a case, and what stands below each?"""

import asyncio
import json
from typing import Any

from sqlalchemy import Row

from enforcement.inspections.service.steps import get_inspection
from enforcement.photos.domain.proof import Photo, PhotoDamaged
from enforcement.photos.service import Look, opened, photos_of, write_looks
from enforcement.records.repository import find_line
from enforcement.records.service import get_record
from enforcement.records.service import opened as words_in
from shared.calendar import SHANGHAI
from shared.files import FileType
from shared.papers.writing import Sheet
from shared.runtime.contents import small
from shared.runtime.db import UnitOfWork
from shared.runtime.objects import Objects
from shared.runtime.scope import Scope

# Present in a file of a case: enough to see everything on a page of A4, and so many of them fit into memory.
PHOTO, SIDE_PIXELS = "ZP", 1_400


async def photos_of_file(
    work: UnitOfWork, objects: Objects, scope: Scope, row: Row[Any], look: Look
) -> tuple[Sheet, ...]:
    """Return a page for each photo of a case's evidence, and of the inspection that it came from, in their order.

    Whoever prints looked at them: that is a line of the inspection's record, too; in the case's the print is one. What
    lies in the store is opened one at a time, and kept small. Raises RecordErased, StoreUnavailable.
    """
    own = [(f"第{one.evidence}号证据", one) for one in await photos_of(work, row.id)]
    found: list[tuple[str, Photo]] = []
    if row.inspection_id is not None:
        inspection = await get_inspection(work, scope, inspection_id=row.inspection_id)
        found = [(f"检查{inspection.number}", one) for one in await photos_of(work, row.inspection_id)]
        await write_looks(work, row.inspection_id, [one for _, one in found], look)
    return tuple(
        [
            await _page(work, objects, scope, f"{row.number}-{PHOTO}{place:02d}", source, photo)
            for place, (source, photo) in enumerate([*own, *found], 1)
        ]
    )


async def _page(work: UnitOfWork, objects: Objects, scope: Scope, number: str, source: str, photo: Photo) -> Sheet:
    """Return the page of a photo: itself, and what its line says; of a scan and of what is damaged it says so."""
    said = json.loads(await _words(work, scope, photo) or "{}")
    taken, kept = (moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") for moment in (photo.taken_at, photo.at))
    place = said.get("place")
    lines = [f"所属：{source}", f"内容：{said.get('shows', '')}", f"拍摄时间：{taken}"]
    lines += [f"拍摄地点：东经 {place['lon']}，北纬 {place['lat']}"] if place else []
    lines += [f"上传：{photo.by}，{kept}，全过程记录第 {photo.seq} 行"]
    lines += [f"原文件 SHA-256: {said.get('given_sha256', '')}", f"存储密文 SHA-256: {photo.sha256}"]
    picture: bytes | None = None
    if photo.media_type == FileType.PDF:
        lines.append(f"扫描件共 {photo.pages} 页，另行调取（编号 {photo.id}）")
    else:
        try:
            picture = await asyncio.to_thread(small, await opened(work, objects, scope, photo), SIDE_PIXELS)
        except PhotoDamaged as damaged:
            lines.append(f"注意：{damaged.said}")
    return Sheet(PHOTO, "现场照片及扫描件", number, tuple(lines), (), (), picture=picture)


async def _words(work: UnitOfWork, scope: Scope, photo: Photo) -> str | None:
    end = await get_record(work, scope, case_id=photo.case_id)
    line = await find_line(work.connection, photo.case_id, photo.seq)
    return words_in(work, end, line) if line is not None else None
