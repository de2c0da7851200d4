"""How is evidence gathered: by asking somebody, by looking at a place, by a device (art. 41, 42, 46, 55)?"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from enforcement.officers.domain import TwoOfficersNeeded
from shared.errors import Invalid

from .course import EvidenceKind
from .filing import are_two_of
from .terms import require_after

# Whoever takes it asks somebody or looks at a place, and makes a record of it (art. 55).
ON_RECORD: Final = frozenset({EvidenceKind.WITNESS, EvidenceKind.STATEMENT, EvidenceKind.SITE_RECORD})
# What an electronic monitoring device may have recorded (art. 41).
RECORDED: Final = frozenset({EvidenceKind.RECORDING, EvidenceKind.ELECTRONIC})


class CredentialsNotShown(Invalid):
    """Who investigates, inspects or punishes on the spot shows his certificate by himself (art. 52, 55)."""

    code = "penalties.credentials-not-shown"
    said = "执法人员应当主动向当事人或者有关人员出示执法证件"


class EvidenceUnsigned(Invalid):
    """Who was asked or looked at signs the record, or it is noted that he would not, or was away (art. 55)."""

    code = "penalties.evidence-unsigned"
    said = "询问、检查应当制作笔录，由被询问人、被检查人签名；拒绝签名或者不在场的，应当注明"


class DeviceMisfit(Invalid):
    """Of a recording or electronic data it is said whether a device made it and which; of nothing else (art. 41)."""

    code = "penalties.device-misfit"
    said = "视听资料、电子数据须说明是否由电子技术监控设备记录，并登记设备"


class DeviceNotReviewed(Invalid):
    """`reviewed_on`: the day of its legal and technical review, which lies ahead, or is none (art. 41 (1))."""

    code = "penalties.device-not-reviewed"
    said = "电子技术监控设备未经法制和技术审核，其记录不得作为行政处罚的证据"


class RecordingNotChecked(Invalid):
    """Its content was looked through and is true, clear, complete and accurate (art. 41 (2))."""

    code = "penalties.recording-not-checked"
    said = "电子技术监控设备记录内容未经审核或者经审核不符合要求的，不得作为行政处罚的证据"


@dataclass(frozen=True, slots=True)
class Device:
    """What recorded something. `reviewed_on`: its legal and technical review; `checked`: what it recorded was.

    `told_on`: when the party was told of it; None: not yet.
    """

    number: str
    reviewed_on: date | None
    checked: bool
    told_on: date | None


@dataclass(frozen=True, slots=True)
class Item:
    """What proves something, and how it was gathered. `taken_by`: the officers who were there.

    `signed`: who was heard signed its record, else `refusal_noted`; `by_device`: a device recorded it; None: not said.
    """

    kind: EvidenceKind
    what: str
    credentials_shown: bool
    taken_by: Sequence[str]
    signed: bool
    refusal_noted: bool
    by_device: bool | None
    device: Device | None

    def facts(self) -> dict[str, object]:
        """Return what everybody of the office may know of it."""
        how = {name: getattr(self, name) for name in ("credentials_shown", "signed", "refusal_noted")}
        how["taken_by"] = sorted(set(self.taken_by))
        said = {"kind": self.kind} | {name: one for name, one in how.items() if one or self.kind in ON_RECORD}
        if self.device is not None:
            days = {"reviewed_on": self.device.reviewed_on, "told_on": self.device.told_on}
            said["device"] = asdict(self.device) | {name: day and day.isoformat() for name, day in days.items()}
        return said


def require_shown(*, shown: bool, article: str) -> None:
    """Raise CredentialsNotShown (art. 52 (1), 55)."""
    if not shown:
        raise CredentialsNotShown("shown first", article=article)


def require_taken_by(taken_by: Sequence[str], officers: Collection[str]) -> None:
    """Raise TwoOfficersNeeded unless two of the case's officers took it, and nobody else (art. 42)."""
    if not are_two_of(taken_by, officers):
        there = sorted(set(taken_by))
        raise TwoOfficersNeeded("two of the case's officers", taken_by=there, article="行政处罚法 42")


def require_on_record(item: Item, officers: Collection[str]) -> None:
    """Raise CredentialsNotShown, TwoOfficersNeeded, EvidenceUnsigned for what somebody said or a place showed (55)."""
    if item.taken_by:
        require_taken_by(item.taken_by, officers)
    if item.kind not in ON_RECORD:
        return
    require_shown(shown=item.credentials_shown, article="行政处罚法 55")
    require_taken_by(item.taken_by, officers)
    if not (item.signed or item.refusal_noted):
        raise EvidenceUnsigned("signed, or the refusal noted", article="行政处罚法 55")


def require_device(item: Item, today: date) -> None:
    """Raise DeviceMisfit, DeviceNotReviewed, RecordingNotChecked, DatesInOrder (art. 41).

    The review comes before what it recorded is used, and the party is told after it.
    """
    device = item.device
    unsaid = item.kind in RECORDED and item.by_device is None
    if unsaid or bool(item.by_device) is not (device is not None) or (device and item.kind not in RECORDED):
        raise DeviceMisfit("by a device or not, and which", kind=item.kind, article="行政处罚法 41、46")
    if device is None:
        return
    if device.reviewed_on is None or device.reviewed_on > today:
        day = device.reviewed_on and device.reviewed_on.isoformat()
        raise DeviceNotReviewed("reviewed first", reviewed_on=day, article="行政处罚法 41")
    if not device.checked:
        raise RecordingNotChecked("looked through first", article="行政处罚法 41")
    if device.told_on is not None:
        require_after(device.reviewed_on, device.told_on, today, "行政处罚法 41")
