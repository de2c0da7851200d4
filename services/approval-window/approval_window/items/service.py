"""How is it said which power an item needs?"""

from shared.runtime.db import UnitOfWork

from . import repository
from .domain import ItemNotFound


async def set_power(work: UnitOfWork, *, code: str, power: str | None) -> None:
    """Say which of the county's powers a township needs for an item. Raises ItemNotFound."""
    if not await repository.set_power(work.connection, code, power):
        raise ItemNotFound("no such item", item=code)
