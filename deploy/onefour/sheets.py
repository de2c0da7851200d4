"""How do registers go out and come in as files from the command line?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from tqdm import tqdm

from onefour.gateway import Actor
from onefour.installation import Installation
from onefour.refusals import BadFile, StillRefused

# A hundred thousand lines take some seconds; nobody waits longer than this for an answer.
_PATIENCE_S: Final = 300
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What each problem says of itself (RFC 9457).
_PROBLEM: Final = frozenset({"type", "title", "status", "detail", "instance", "message"})
_MEDIA: Final = {".csv": "text/csv", ".xlsx": _XLSX}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where it is asked, and as whom."""

    installation: Installation
    role: str
    scope: str
    person: str | None = None

    async def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Return the answer. Raises StillRefused where nobody answers."""
        async with self.installation.gateway() as gateway:
            actor = Actor(self.role, self.scope, self.person)
            return await gateway.ask("dispatch", method, path, actor=actor, timeout_s=_PATIENCE_S, **request)


async def list_sheets(desk: Desk) -> list[str]:
    """Return a line for each sheet: its name, its title, and what the role may do with it."""
    answer = _accepted(await desk.ask("GET", "/sheets"))
    marks = {True: "读 r", False: "  -"}, {True: "写 w", False: "  -"}
    return [
        f"{one['name']:<22}{marks[0][one['readable']]} {marks[1][one['writable']]}  {one['title']} {one['notes']}"
        for one in answer.json()
    ]


async def get_sheet(desk: Desk, sheet: str, file: Path, **asked: str | None) -> str:
    """Write a register into a file; return what is said of it. Raises BadFile, StillRefused."""
    _media(file)
    async with _waiting(f"导出 {sheet}"):
        answer = _accepted(await desk.ask("GET", f"/sheets/{sheet}{file.suffix.lower()}", params=asked))
    return _written(file, answer.content)


async def get_template(desk: Desk, sheet: str, file: Path) -> str:
    """Write an empty workbook. Raises BadFile, StillRefused."""
    if _media(file) != _XLSX:
        raise BadFile("模板是 XLSX a template is an .xlsx file")
    return _written(file, _accepted(await desk.ask("GET", f"/sheets/{sheet}/template.xlsx")).content)


async def put_sheet(desk: Desk, sheet: str, file: Path, *, region: str | None, dry_run: bool) -> tuple[list[str], bool]:
    """Bring a file into a register; return the report, and whether it was accepted. Raises BadFile, StillRefused."""
    body = _bytes_of(file)
    query = {"region": region, "dry_run": str(dry_run).lower()}
    headers = {"Content-Type": _media(file)}
    async with _waiting(f"导入 {sheet}"):
        answer = await desk.ask("POST", f"/sheets/{sheet}", content=body, headers=headers, params=query)
    problem = answer.json() if answer.is_client_error else {}
    if problem.get("title") != "sheets.refused":
        return _told(_accepted(answer).json()), True
    return _refused(problem), False


def _told(done: dict[str, Any]) -> list[str]:
    tried = "试运行，未保存 dry run, nothing kept" if done["dry_run"] else "已导入 taken"
    lines = [f"{tried}: {done['rows']} 行 lines, {done['changed']} 有变化 changed"]
    lines += [f"草案，待另一人发布 draft, for another person to let hold: {draft}" for draft in done["drafts"]]
    return lines + [f"未读工作表 worksheet not read: {name}" for name in done["ignored_worksheets"]]


def _refused(problem: dict[str, Any]) -> list[str]:
    lines = [f"第{row['line']}行 line {row['line']} {what_is_wrong(row)}" for row in problem["rows"]]
    more = [f"另有 {problem['more']} 处 more"] if problem["more"] else []
    return [*lines, *more, f"未导入 nothing was taken: {problem['bad']} 处不合要求 problems"]


def what_is_wrong(row: dict[str, Any]) -> str:
    """Return which column of a bad line breaks which rule, in Chinese and in English."""
    column = " ".join(word for word in (row.get("title"), row["column"]) if word)
    return f"{column}: {row['message']} {row['detail']} ({row['code']})"


def _accepted(answer: httpx.Response) -> httpx.Response:
    if not answer.is_success:
        raise StillRefused(f"未接受 refused ({answer.status_code}): {_why(answer)}")
    return answer


def _why(answer: httpx.Response) -> str:
    """Return in a line why it was refused: the rule, what it says, and the facts that explain it."""
    try:
        problem = answer.json()
    except ValueError:
        return answer.text[:200]
    errors = [f"{one['field']}: {one['message']}" for one in problem.get("errors", [])]
    facts = [f"{name} {value}" for name, value in problem.items() if isinstance(value, str) and name not in _PROBLEM]
    said = " ".join(word for word in (problem.get("message"), problem.get("detail")) if word)
    return "; ".join([f"{said} ({problem.get('title', '')})", *facts, *errors])


def _media(file: Path) -> str:
    media = _MEDIA.get(file.suffix.lower())
    if media is None:
        raise BadFile(f"只接受 .csv 和 .xlsx only these endings are known: {file.name}")
    return media


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadFile(f"读不了 cannot read {file}: {error.strerror}") from error


def _written(file: Path, body: bytes) -> str:
    try:
        file.write_bytes(body)
    except OSError as error:
        raise BadFile(f"写不了 cannot write {file}: {error.strerror}") from error
    return f"已写入 written: {file} ({len(body):,} 字节 bytes)"


@asynccontextmanager
async def _waiting(what: str) -> AsyncIterator[None]:
    """Show that something goes on, where somebody looks on."""
    with tqdm(desc=what, bar_format="{desc} {elapsed}", disable=None, leave=False) as shown:
        ticking = asyncio.create_task(_tick(shown))
        try:
            yield
        finally:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking


async def _tick(shown: Any) -> None:
    while True:
        shown.refresh()
        await asyncio.sleep(0.5)
