"""How does each event of the team look when it is right? What it says of clues stands with the centre's tasks."""

from collections.abc import Callable
from typing import Any

from shared.schemas.enforcement import FindingReported, PenaltyHandedOver, RecheckSupportChanged, RecordAppended
from shared.schemas.envelope import Event

TOWN = "320585102"
CASE = "019ab000-0000-7000-8000-000000000002"
FINDING = "019ab000-0000-7000-8000-000000000005"
SUPPORT = "019ab000-0000-7000-8000-00000000000b"
INSPECTION = "019ab000-0000-7000-8000-00000000000c"
MORNING = "2026-11-23T01:30:00Z"
LATER = "2026-11-23T02:10:00Z"
PLACE = {"lon": 121.164, "lat": 31.512}
MATTER = {"scheme": "onefour", "code": "street-vending"}


def finding_reported(**changes: Any) -> FindingReported:
    usual = {
        "finding_id": FINDING,
        "version": 1,
        "region": TOWN,
        "officer_id": "o-001",
        "category": MATTER,
        "urgency": "low",
        "position": PLACE,
        "found_at": MORNING,
    }
    return FindingReported.model_validate(usual | changes)


def record_appended(**changes: Any) -> RecordAppended:
    usual = {"case_id": CASE, "region": TOWN, "length": 3, "head": "ab" * 32, "at": LATER}
    return RecordAppended.model_validate(usual | changes)


def recheck_support_changed(**changes: Any) -> RecheckSupportChanged:
    usual = {"support_id": SUPPORT, "version": 1, "inspection_id": INSPECTION, "region": TOWN, "wanted": True}
    usual |= {"officials": ["o-001", "o-002"], "position": PLACE, "due_at": None, "changed_at": LATER}
    return RecheckSupportChanged.model_validate(usual | changes)


def penalty_handed_over(**changes: Any) -> PenaltyHandedOver:
    usual = {
        "case_id": CASE,
        "version": 6,
        "number": "CF320585102-2027-000001",
        "region": TOWN,
        "power_id": "019ab000-0000-7000-8000-000000000101",
        "power": "P-101",
        "to": "u-320585-urban-bureau",
        "from_day": "2027-03-02",
        "at": LATER,
    }
    return PenaltyHandedOver.model_validate(usual | changes)


TEAM_SAMPLES: dict[type[Event], Callable[..., Event]] = {
    FindingReported: finding_reported,
    RecordAppended: record_appended,
    PenaltyHandedOver: penalty_handed_over,
    RecheckSupportChanged: recheck_support_changed,
}
