"""What do items hear from the centre? Which powers the townships hold.

Applications hear of the same topic who goes on with them: they ask for both.
"""

from collections.abc import Sequence
from datetime import datetime

from shared.runtime.db import UnitOfWork
from shared.schemas.registers import PowerChanged

from . import repository


async def copy_powers(work: UnitOfWork, events: Sequence[PowerChanged], now: datetime) -> None:
    """Keep the newest state of each power; its days are kept, so that a late event holds from its stated day."""
    del now
    for event in events:
        terms = [term.model_dump(mode="json") for term in event.terms]
        days = [[term["in_force_from"], term["in_force_to"]] for term in terms]
        row = event.model_dump(include={"region", "code", "version", "state", "mode", "principal", "field"})
        await repository.keep_power(work.connection, row | {"terms": days})
