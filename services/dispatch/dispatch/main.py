"""What does the centre consist of? Three processes of one package: one answers, one lets the work flow, one keeps the
registers.

The registers' doors are open in the first one too, so that one address is enough wherever nothing stands before them;
what a door does not ask for (timers, deliveries, consumers) each process does for its own part alone.
"""

from collections.abc import Sequence

from fastapi import FastAPI

from dispatch.adoption import routes as adoption_routes
from dispatch.assessment import routes as assessment_routes
from dispatch.cases import consumers as cases_consumers
from dispatch.cases import routes as cases_routes
from dispatch.coordination import routes as coordination_routes
from dispatch.duties import routes as duties_routes
from dispatch.exchange import routes as exchange_routes
from dispatch.exchange import timers as exchange_timers
from dispatch.intake import consumers as intake_consumers
from dispatch.intake import routes as intake_routes
from dispatch.intake import timers as intake_timers
from dispatch.memory import memory_of
from dispatch.notices import routes as notices_routes
from dispatch.notices import timers as notices_timers
from dispatch.organisation import routes as organisation_routes
from dispatch.organisation import timers as organisation_timers
from dispatch.party import routes as party_routes
from dispatch.party import timers as party_timers
from dispatch.powers import consumers as powers_consumers
from dispatch.powers import routes as powers_routes
from dispatch.powers import timers as powers_timers
from dispatch.resources import routes as resources_routes
from dispatch.sheets import routes as sheets_routes
from dispatch.situation import consumers as situation_consumers
from dispatch.situation import routes as situation_routes
from dispatch.situation import timers as situation_timers
from dispatch.supervision import timers as supervision_timers
from dispatch.training import routes as training_routes
from dispatch.training import timers as training_timers
from dispatch.triage import consumers as triage_consumers
from dispatch.triage import routes as triage_routes
from dispatch.workdays import routes as workdays_routes
from shared.runtime.app import Process, Runtime, create_app
from shared.runtime.settings import Settings
from shared.runtime.subscription import Subscription
from shared.runtime.timers import Timer
from shared.schemas.topics import Service


def _subscriptions(runtime: Runtime) -> Sequence[Subscription]:
    memory = memory_of(runtime)
    return (
        # The doors are apart, so that a slow decision never holds up what comes in.
        Subscription("dispatch.intake", intake_consumers.HANDLERS, intake_consumers.DECODE),
        Subscription(
            "dispatch.flow",
            triage_consumers.handlers(memory) | cases_consumers.handlers(memory) | situation_consumers.HANDLERS,
        ),
    )


def _timers(runtime: Runtime) -> Sequence[Timer]:
    return (*intake_timers.TIMERS, *situation_timers.TIMERS, *supervision_timers.timers(runtime))


# What comes in and what becomes of it: a slow register must never hold these up.
CASE_ROUTERS = (
    intake_routes.router,
    triage_routes.router,
    cases_routes.router,
    coordination_routes.router,
    notices_routes.router,
    situation_routes.router,
)
REGISTER_ROUTERS = (
    organisation_routes.router,
    workdays_routes.router,
    coordination_routes.register_router,
    duties_routes.router,
    powers_routes.router,
    training_routes.router,
    resources_routes.router,
    assessment_routes.router,
    party_routes.router,
    sheets_routes.router,
    exchange_routes.router,
    adoption_routes.router,
)
# What a province held before comes in by the ten thousand lines, all or nothing.
LARGER_BODIES = {sheets_routes.PATH: sheets_routes.MOST_BYTES} | dict.fromkeys(
    ("/powers/takeovers", "/resources/proposals", "/training/takeovers"), 4 * 1024 * 1024
)

API = Process(
    Service.DISPATCH,
    "OneFour dispatch 指挥调度",
    routers=CASE_ROUTERS + REGISTER_ROUTERS,
    larger_bodies=LARGER_BODIES,
    holds=(intake_routes.holding_the_door,),
)

FLOW = Process(
    Service.DISPATCH,
    "OneFour dispatch flow 指挥调度后台",
    subscriptions=_subscriptions,
    timers=_timers,
    errands=notices_timers.errands,
    relay=True,
)

REGISTERS = Process(
    Service.DISPATCH,
    "OneFour dispatch registers 指挥调度台账",
    routers=REGISTER_ROUTERS,
    larger_bodies=LARGER_BODIES,
    # A group of its own: what comes in and what executors tell never waits behind a register that is being filled.
    subscriptions=lambda _: (Subscription("dispatch.registers", powers_consumers.HANDLERS),),
    timers=lambda runtime: (
        *exchange_timers.TIMERS,
        *organisation_timers.TIMERS,
        *party_timers.TIMERS,
        *powers_timers.timers(runtime),
        *training_timers.TIMERS,
    ),
    errands=exchange_timers.errands,
)


def api(settings: Settings | None = None) -> FastAPI:
    """Return the process that answers over HTTP; uvicorn's factory."""
    return create_app(API, settings)


def flow(settings: Settings | None = None) -> FastAPI:
    """Return the process that consumes, relays and keeps the clocks; uvicorn's factory."""
    return create_app(FLOW, settings)


def registers(settings: Settings | None = None) -> FastAPI:
    """Return the process that keeps the registers: their doors, and what they do by themselves; uvicorn's factory."""
    return create_app(REGISTERS, settings)
