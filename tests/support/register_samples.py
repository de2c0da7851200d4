"""How do the events of the registers look when they are right?"""

from collections.abc import Callable
from typing import Any

from shared.schemas.envelope import Event
from shared.schemas.registers import (
    BranchChanged,
    DutyListPublished,
    PowerChanged,
    PowerHandedOver,
    QualificationChanged,
    RequirementChanged,
    TrainingBound,
)

TOWN = "320585102"


def duty_list_published(**changes: Any) -> DutyListPublished:
    usual = {
        "region": TOWN,
        "version": 2,
        "valid_from": "2026-01-01",
        "lines": [{"matter": "M0101", "kind": "basic", "lead": "governance-office", "support": ["enforcement-team"]}],
    }
    return DutyListPublished.model_validate(usual | changes)


def power_changed(**changes: Any) -> PowerChanged:
    days = {"in_force_from": "2026-12-01", "in_force_to": "2027-03-01"}
    whose = {
        "kind": "penalty",
        "field": "urban",
        "mode": "delegated",
        "principal": "urban-management-bureau",
        "matters": ["M0203"],
    }
    usual = {"region": TOWN, "code": "P-101", "version": 4, "state": "trial", **whose, "terms": [days]}
    return PowerChanged.model_validate(usual | changes)


def power_handed_over(**changes: Any) -> PowerHandedOver:
    usual = {
        "power_id": "019ab000-0000-7000-8000-000000000101",
        "version": 1,
        "region": TOWN,
        "code": "P-101",
        "from_day": "2027-03-02",
        "handed_over_at": "2027-03-01T16:00:15Z",
        "document": "太政发〔2027〕3号",
        "applications": [{"number": "320585102-2026-000001", "to": "u-320585-urban-bureau"}],
        "others_to": "u-320585-urban-bureau",
    }
    return PowerHandedOver.model_validate(usual | changes)


def qualification_changed(**changes: Any) -> QualificationChanged:
    usual = {
        "person_id": "o-001",
        "version": 2,
        "region": TOWN,
        "certificates": [{"field": "safety", "valid_from": "2026-01-01", "valid_to": "2028-12-31"}],
    }
    return QualificationChanged.model_validate(usual | changes)


def requirement_changed(**changes: Any) -> RequirementChanged:
    usual = {
        "activity": "penalty:safety",
        "version": 1,
        "terms": [{"valid_from": "2026-01-01", "fields": ["enforcement-law", "safety"]}],
        "matters": ["M0301"],
    }
    return RequirementChanged.model_validate(usual | changes)


def training_bound(**changes: Any) -> TrainingBound:
    usual = {"region": TOWN, "version": 1, "bound_from": "2027-01-01", "proposed_by": "o-001", "confirmed_by": "o-002"}
    return TrainingBound.model_validate(usual | changes)


def branch_changed(**changes: Any) -> BranchChanged:
    seat = {"cell": f"{TOWN}001001", "lead": True}
    days = {"valid_from": "2026-01-01", "valid_to": None}
    usual = {"branch_id": "b-1", "version": 3, "region": TOWN, "name": "第一网格党支部", "cells": [seat], "members": 12}
    return BranchChanged.model_validate(usual | days | changes)


REGISTER_SAMPLES: dict[type[Event], Callable[..., Event]] = {
    DutyListPublished: duty_list_published,
    PowerChanged: power_changed,
    PowerHandedOver: power_handed_over,
    QualificationChanged: qualification_changed,
    RequirementChanged: requirement_changed,
    TrainingBound: training_bound,
    BranchChanged: branch_changed,
}
