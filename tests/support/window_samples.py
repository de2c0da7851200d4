"""How do the window's events of licences and of their verification look?"""

from collections.abc import Callable
from typing import Any

from shared.schemas.approval_window import (
    LicenceCorrected,
    LicenceEnded,
    LicenceGranted,
    LicenceRenewed,
    VerificationSupportChanged,
)
from shared.schemas.envelope import Event

TOWN = "320585102"
APPLICATION = "019ab000-0000-7000-8000-000000000007"
LICENCE = "019ab000-0000-7000-8000-000000000008"
SUPPORT = "019ab000-0000-7000-8000-00000000000a"
LATER = "2026-11-23T02:10:00Z"


def licence_granted(**changes: Any) -> LicenceGranted:
    usual = {
        "licence_id": LICENCE,
        "version": 1,
        "application_id": APPLICATION,
        "number": "320585102-2026-000001",
        "region": TOWN,
        "item": "food-workshop-registration",
        "power": "XZ-1",
        "granted_on": "2026-11-20",
        "valid_to": "2029-11-19",
    }
    return LicenceGranted.model_validate(usual | changes)


def licence_renewed(**changes: Any) -> LicenceRenewed:
    days = {"version": 2, "valid_to": "2032-11-19", "renewed_from": "2029-11-20", "by_silence": False}
    return LicenceRenewed.model_validate(licence_granted().model_dump(mode="json") | days | changes)


def licence_corrected(**changes: Any) -> LicenceCorrected:
    usual = licence_granted().model_dump(mode="json") | {"version": 2, "corrected_on": "2026-11-25"}
    return LicenceCorrected.model_validate(usual | changes)


def licence_ended(**changes: Any) -> LicenceEnded:
    usual = licence_granted().model_dump(mode="json") | {"version": 2, "end": "revoked", "ended_on": "2026-11-25"}
    return LicenceEnded.model_validate(usual | changes)


def verification_support_changed(**changes: Any) -> VerificationSupportChanged:
    usual = {
        "support_id": SUPPORT,
        "version": 1,
        "application_id": APPLICATION,
        "region": TOWN,
        "wanted": True,
        "officials": ["p-lin", "p-zhou"],
        "position": {"lon": 121.255, "lat": 31.505},
        "due_at": None,
        "changed_at": LATER,
    }
    return VerificationSupportChanged.model_validate(usual | changes)


WINDOW_SAMPLES: dict[type[Event], Callable[..., Event]] = {
    LicenceGranted: licence_granted,
    LicenceCorrected: licence_corrected,
    LicenceRenewed: licence_renewed,
    LicenceEnded: licence_ended,
    VerificationSupportChanged: verification_support_changed,
}
