"""What do officers hear from the centre? Their powers, what they have learnt, and what their acts require."""

from collections.abc import Sequence
from datetime import datetime

from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.runtime.training_copies import TRAINING_HANDLERS
from shared.schemas.registers import PowerChanged, PowerHandedOver

from . import repository


async def copy_powers(work: UnitOfWork, events: Sequence[PowerChanged | PowerHandedOver], now: datetime) -> None:
    """Keep the penalty powers of townships; licences, and who goes on with what is open, are others'."""
    del now
    for event in events:
        if isinstance(event, PowerChanged) and event.kind == "penalty":
            terms = [term.model_dump(mode="json") for term in event.terms]
            days = [[term["in_force_from"], term["in_force_to"]] for term in terms]
            kept = {"region", "code", "version", "state", "matters", "mode", "principal", "field"}
            row = event.model_dump(include=kept) | {"terms": days}
            await repository.keep_power(work.connection, row)


HANDLERS: dict[str, Handler] = dict(TRAINING_HANDLERS)
