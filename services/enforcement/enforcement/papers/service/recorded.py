"""How does the record of a case look on paper, line by line with its hash, and what stands on the cover of a file?"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from enforcement.papers.domain import Said, officers_at
from shared.calendar import SHANGHAI
from shared.clock import town_day
from shared.papers.writing import Listed, Sheet, chinese_day

from .templates import word

COVER, RECORD = "FM", "QG"


def cover_of(row: Row[Any], lines: Sequence[Said], day: str, *, closed: bool) -> Sheet:
    """Return the cover: which case, who, by whom, from when until when, and in whose name."""
    party = json.loads(lines[0].words or "{}")["party"]
    authority = next((str(line.facts["authority"]) for line in lines if line.facts.get("authority")), "")
    closing = chinese_day(town_day(row.closed_at)) if closed else "未结案"
    said = (
        f"案件编号：{row.number}",
        f"当事人：{party['name']}",
        f"事项编码：{row.matter}",
        f"处理结果：{word('outcome', row.outcome) or '未作出决定'}",
        f"立案日期：{chinese_day(town_day(row.filed_at))}",
        f"结案日期：{closing}",
        f"承办人：{'、'.join(officers_at(lines, lines[-1].seq))}",
    )
    return Sheet(COVER, "行政处罚案件卷宗", row.number, said, (*authority.splitlines(), day), ("立卷人：", "检查人："))


def record_of(row: Row[Any], pairs: Sequence[tuple[Row[Any], str | None]]) -> Sheet:
    """Return the record of a case, line by line: what was done, what was written, and the hash that proves it."""
    lines: list[str | Listed] = []
    for line, words in pairs:
        at = line.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        lines += [f"{line.seq}. {at} {line.kind} {line.by}", line.facts]
        lines += (words or "").splitlines()
        lines.append(f"SHA-256: {bytes(line.hash).hex()}")
    return Sheet(RECORD, "行政执法全过程记录", row.number, tuple(lines), (), ())
