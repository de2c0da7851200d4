"""How do tests take photos? At an inspection or for the evidence of a case, of a township of their own."""

import base64
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from enforcement.photos.domain.proof import FOLDER
from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import PenaltyDesk
from tests.support.files import photo
from tests.support.platform import Platform

LOOK = {"purpose": "核对证据"}
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"


def given(now: datetime, data: bytes | None = None, media_type: str = JPEG, **changes: Any) -> dict[str, Any]:
    """Return the body of a photo that was taken right now."""
    content = base64.b64encode(photo() if data is None else data).decode()
    usual = {"media_type": media_type, "content": content, "taken_at": now.isoformat(), "shows": "张三的摊位占道"}
    return usual | {"place": {"lon": 120.65, "lat": 31.42}} | changes


class PhotoDesk:
    """A township whose officers take photos; `cases` leads penalty cases, `inspections` inspections."""

    def __init__(self, cases: PenaltyDesk, inspections: InspectionDesk) -> None:
        self.cases, self.inspections = cases, inspections

    @property
    def platform(self) -> Platform:
        return self.cases.platform

    def body(self, data: bytes | None = None, media_type: str = JPEG, **changes: Any) -> dict[str, Any]:
        return given(self.platform.clock(), data, media_type, **changes)

    async def case(self) -> str:
        """Return a case with one entry of evidence."""
        case = await self.cases.file()
        await self.cases.take(case, "evidence", kind="site-record", what="现场照片")
        return case

    async def inspection(self) -> str:
        """Return an inspection at which credentials were shown."""
        inspection = await self.inspections.open()
        await self.inspections.take(inspection, "credentials", to="店长王某")
        return inspection

    async def prove(
        self, case: str, data: bytes | None = None, media_type: str = JPEG, *, evidence: int = 1, **changes: Any
    ) -> httpx.Response:
        """Send a photo for the evidence of a case; `who` and `headers` may be others."""
        who, headers = changes.pop("who", None) or self.cases.officer(), changes.pop("headers", {})
        body = self.body(data, media_type, evidence=evidence, **changes)
        return await who.post(f"/penalties/{case}/photos", json=body, headers=headers)

    async def snap(
        self, inspection: str, data: bytes | None = None, media_type: str = JPEG, **changes: Any
    ) -> httpx.Response:
        """Send a photo of an inspection."""
        who = changes.pop("who", None) or self.inspections.officer()
        return await who.post(f"/inspections/{inspection}/photos", json=self.body(data, media_type, **changes))

    async def record(self, case: str) -> list[dict[str, Any]]:
        return list((await self.cases.officer().get(f"/records/{case}")).json()["items"])

    def folder(self) -> Path:
        return folder_of(self.platform)

    def objects(self, case: str) -> list[Path]:
        """Return what lies in the store of a case."""
        return sorted(self.folder().glob(f"{case}.*"))


def folder_of(platform: Platform) -> Path:
    """Return the folder in which the team's photos lie."""
    url: str = platform.apps["enforcement"].state.runtime.settings.store.url
    return Path(url.removeprefix("file://")) / FOLDER


def proved(answer: httpx.Response) -> dict[str, Any]:
    """Return a photo that must be taken."""
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
