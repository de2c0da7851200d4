"""What do papers say of the evidence: what proves something, and how was it gathered?"""

from collections.abc import Mapping, Sequence
from typing import Any

from enforcement.papers.domain import Said
from enforcement.penalties.domain.states import PenaltyAction
from shared.papers.writing import day_of

from .templates import word

A = PenaltyAction


def evidence_up_to(lines: Sequence[Said], seq: int) -> list[str]:
    """Return what proved something when a paper was given."""
    added = [line for line in lines if line.kind == A.ADD_EVIDENCE and line.seq <= seq]
    return [f"{word('evidence', line.facts['kind'])}：{line.words}{_by_device(line.facts)}" for line in added]


def _by_device(facts: Mapping[str, Any]) -> str:
    """Return by which device something was recorded, that it was reviewed, and when the party was told (art. 41)."""
    device = facts.get("device")
    if device is None:
        return ""
    reviewed, told = day_of(device["reviewed_on"]), day_of(device["told_on"])
    said = f"电子技术监控设备{device['number']}记录，设备于{reviewed}经法制和技术审核，记录内容已经审核"
    return f"（{said}，{told}告知当事人）" if told else f"（{said}）"


def of_evidence(line: Said) -> dict[str, str | None]:
    """Return which entry the line of such a step adds; None for what belongs to another step."""
    adds = line.kind == A.ADD_EVIDENCE
    unsigned = adds and line.facts.get("refusal_noted") and not line.facts.get("signed")
    return {
        "serial": str(line.facts["serial"]) if adds else None,
        "evidence_kind": word("evidence", line.facts["kind"]) if adds else None,
        "unsigned": "" if unsigned else None,
    }
