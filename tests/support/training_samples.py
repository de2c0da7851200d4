"""How do the events of training look when they are right?"""

from collections.abc import Callable
from typing import Any

from shared.schemas.dispatch import QualificationChanged, RequirementChanged, TrainingBound
from shared.schemas.envelope import Event

TOWN = "320585102"


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
    usual = {"region": TOWN, "version": 1, "bound_from": "2027-01-01"}
    return TrainingBound.model_validate(usual | changes)


TRAINING_SAMPLES: dict[type[Event], Callable[..., Event]] = {
    QualificationChanged: qualification_changed,
    RequirementChanged: requirement_changed,
    TrainingBound: training_bound,
}
