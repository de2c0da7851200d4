"""How is what the centre told of training kept, and asked before an officer acts?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Table

from shared.codes import RegionLevel
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.schemas.dispatch import QualificationChanged, RequirementChanged, TrainingBound

from . import repository
from .domain import require_qualified, required_on
from .models import qualification_copies, requirement_copies, training_binding_copies

Told = QualificationChanged | RequirementChanged | TrainingBound


async def keep_newest(
    work: UnitOfWork,
    *,
    qualifications: Sequence[QualificationChanged],
    requirements: Sequence[RequirementChanged],
    bindings: Sequence[TrainingBound],
) -> None:
    """Keep the newest state of each person, activity and township."""
    told: tuple[tuple[Table, Sequence[Told]], ...] = (
        (qualification_copies, qualifications),
        (requirement_copies, requirements),
        (training_binding_copies, bindings),
    )
    for table, events in told:
        newest = {event.key: event for event in sorted(events, key=lambda event: event.version)}
        await repository.keep_newest(work.connection, table, [_copied(event) for event in newest.values()])


def _copied(event: Told) -> dict[str, Any]:
    """Return the row of an event: days are dates in columns, and text within JSON."""
    row = event.model_dump()
    return row | event.model_dump(mode="json", include={"certificates", "terms", "matters"})


async def require_qualified_for(work: UnitOfWork, matter: str, region: str, persons: Collection[str], on: date) -> None:
    """Raise NotQualified unless all persons are qualified for the matter on a day.

    In a township that is not held to it yet they may act all the same; it is counted.
    """
    township = region[: RegionLevel.TOWNSHIP.digits]
    powers = await repository.requirements_for(work.connection, matter)
    if not powers:
        return
    bound_from = await repository.bound_from(work.connection, township)
    held = await repository.certificates_of(work.connection, persons)
    for activity, terms in powers:
        required = required_on(activity, terms, bound_from, on)
        if required is None:
            continue
        for person in persons:
            if not require_qualified(person, held.get(person, ()), required, on):
                metrics.officers_observed.labels(activity).inc()
