"""What do papers say of the evidence: which of it proves something, how it was gathered, and what was excluded?"""

from collections.abc import Mapping, Sequence
from typing import Any

from enforcement.papers.domain import Said
from enforcement.penalties.domain.states import PenaltyAction
from shared.papers.writing import day_of

from .templates import word

A = PenaltyAction


def evidence_up_to(lines: Sequence[Said], seq: int) -> list[str]:
    """Return what proved something when a paper was given; what had been excluded by then did not (art. 46)."""
    told = [line for line in lines if line.seq <= seq]
    excluded = {line.facts["serial"] for line in told if line.kind == A.EXCLUDE_EVIDENCE}
    added = [line for line in told if line.kind == A.ADD_EVIDENCE and line.facts.get("serial") not in excluded]
    return [f"{word('evidence', line.facts['kind'])}：{line.words}{_by_device(line.facts)}" for line in added]


def _by_device(facts: Mapping[str, Any]) -> str:
    """Return by which device something was recorded, that it was reviewed, and when the party was told (art. 41)."""
    device = facts.get("device")
    if device is None:
        return ""
    reviewed, told = day_of(device["reviewed_on"]), day_of(device["told_on"])
    said = f"电子技术监控设备{device['number']}记录，设备于{reviewed}经法制和技术审核，记录内容已经审核"
    return f"（{said}，{told}告知当事人）" if told else f"（{said}）"


def of_evidence(lines: Sequence[Said], line: Said) -> dict[str, str | None]:
    """Return which entry the line of such a step adds or excludes; None for what belongs to another step."""
    adds, excludes = line.kind == A.ADD_EVIDENCE, line.kind == A.EXCLUDE_EVIDENCE
    serial = line.facts["serial"] if adds or excludes else None
    entry = next((one for one in lines if one.kind == A.ADD_EVIDENCE and one.facts.get("serial") == serial), None)
    unsigned = adds and line.facts.get("refusal_noted") and not line.facts.get("signed")
    return {
        "serial": str(serial) if serial is not None else None,
        "evidence_kind": word("evidence", entry.facts["kind"]) if entry and serial is not None else None,
        "evidence_words": entry.words if entry and excludes else None,
        "unsigned": "" if unsigned else None,
    }
