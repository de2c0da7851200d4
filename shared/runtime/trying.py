"""How is a part of a unit of work only tried? Within a savepoint, with the events that it tells."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.runtime.db import UnitOfWork


@asynccontextmanager
async def undone(work: UnitOfWork) -> AsyncIterator[None]:
    """Open a part of a unit of work that is only tried: it leaves neither rows nor events behind."""
    told = len(work.events)
    trial = await work.connection.begin_nested()
    try:
        yield
    finally:
        await trial.rollback()
        del work.events[told:]


@asynccontextmanager
async def attempted(work: UnitOfWork) -> AsyncIterator[None]:
    """Open a part of a unit of work that leaves neither rows nor events behind where it raises."""
    told = len(work.events)
    try:
        async with work.connection.begin_nested():
            yield
    except Exception:
        del work.events[told:]
        raise
