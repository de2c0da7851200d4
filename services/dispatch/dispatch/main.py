"""What does the centre consist of? Two processes of one package: one answers, the other lets the work flow."""

from collections.abc import Sequence

from fastapi import FastAPI

from dispatch.assessment import routes as assessment_routes
from dispatch.cases import consumers as cases_consumers
from dispatch.cases import routes as cases_routes
from dispatch.duties import routes as duties_routes
from dispatch.intake import consumers as intake_consumers
from dispatch.intake import routes as intake_routes
from dispatch.intake import timers as intake_timers
from dispatch.memory import memory_of
from dispatch.notices import routes as notices_routes
from dispatch.notices import timers as notices_timers
from dispatch.organisation import routes as organisation_routes
from dispatch.organisation import timers as organisation_timers
from dispatch.powers import routes as powers_routes
from dispatch.powers import timers as powers_timers
from dispatch.resources import routes as resources_routes
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
    return (
        *intake_timers.TIMERS,
        *organisation_timers.TIMERS,
        *powers_timers.TIMERS,
        *situation_timers.TIMERS,
        *supervision_timers.timers(runtime),
        *training_timers.TIMERS,
    )


API = Process(
    Service.DISPATCH,
    "OneFour dispatch 指挥调度",
    routers=(
        intake_routes.router,
        triage_routes.router,
        cases_routes.router,
        notices_routes.router,
        situation_routes.router,
        organisation_routes.router,
        workdays_routes.router,
        duties_routes.router,
        powers_routes.router,
        training_routes.router,
        resources_routes.router,
        assessment_routes.router,
    ),
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


def api(settings: Settings | None = None) -> FastAPI:
    """Return the process that answers over HTTP; uvicorn's factory."""
    return create_app(API, settings)


def flow(settings: Settings | None = None) -> FastAPI:
    """Return the process that consumes, relays and keeps the clocks; uvicorn's factory."""
    return create_app(FLOW, settings)
