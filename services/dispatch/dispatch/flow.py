"""What works in the background of the centre? It consumes, relays, keeps the clocks, and answers nobody over HTTP."""

from collections.abc import Sequence

from dispatch.callers import timers as callers_timers
from dispatch.cases import consumers as cases_consumers
from dispatch.cases import timers as cases_timers
from dispatch.coordination import timers as coordination_timers
from dispatch.dossier import timers as dossier_timers
from dispatch.figures import timers as figures_timers
from dispatch.intake import consumers as intake_consumers
from dispatch.intake import timers as intake_timers
from dispatch.memory import memory_of
from dispatch.notices import consumers as notices_consumers
from dispatch.notices import timers as notices_timers
from dispatch.orders import timers as orders_timers
from dispatch.roster import timers as roster_timers
from dispatch.situation import consumers as situation_consumers
from dispatch.situation import timers as situation_timers
from dispatch.supervision import timers as supervision_timers
from dispatch.triage import consumers as triage_consumers
from shared.runtime.app import Process, Runtime
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
            triage_consumers.handlers(memory)
            | cases_consumers.handlers(memory)
            | situation_consumers.HANDLERS
            | notices_consumers.HANDLERS,
        ),
    )


def _timers(runtime: Runtime) -> Sequence[Timer]:
    return (
        *intake_timers.TIMERS,
        *situation_timers.TIMERS,
        *supervision_timers.timers(runtime),
        *callers_timers.TIMERS,
        *coordination_timers.TIMERS,
        *cases_timers.timers(runtime),
        *notices_timers.TIMERS,
        *figures_timers.TIMERS,
        *roster_timers.TIMERS,
        *dossier_timers.timers(runtime),
    )


FLOW = Process(
    Service.DISPATCH,
    "OneFour dispatch flow 指挥调度后台",
    subscriptions=_subscriptions,
    timers=_timers,
    errands=lambda runtime: (*notices_timers.errands(runtime), *orders_timers.errands(runtime)),
    relay=True,
)
