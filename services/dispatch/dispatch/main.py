"""What does the centre consist of? Three processes of one package: one answers, one lets the work flow, one keeps the
registers.

The registers' doors are open in the first one too, so that one address is enough wherever nothing stands before them;
what a door does not ask for (timers, deliveries, consumers) each process does for its own part alone. Each loads its
own part alone, too: the doors are three fifths of what there is to load, and what flows in the background has none.
"""

from fastapi import FastAPI

from shared.runtime.app import create_app
from shared.runtime.settings import Settings


def api(settings: Settings | None = None) -> FastAPI:
    """Return the process that answers over HTTP; uvicorn's factory."""
    from dispatch.api import API

    return create_app(API, settings)


def flow(settings: Settings | None = None) -> FastAPI:
    """Return the process that consumes, relays and keeps the clocks; uvicorn's factory."""
    from dispatch.flow import FLOW

    return create_app(FLOW, settings)


def registers(settings: Settings | None = None) -> FastAPI:
    """Return the process that keeps the registers: their doors, and what they do by themselves; uvicorn's factory."""
    from dispatch.registers import REGISTERS

    return create_app(REGISTERS, settings)
