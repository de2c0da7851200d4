"""What keeps the registers? Their doors, and what they do by themselves: organisation, days, the six mechanisms."""

from dispatch.adoption import routes as adoption_routes
from dispatch.assessment import routes as assessment_routes
from dispatch.coordination import routes as coordination_routes
from dispatch.duties import routes as duties_routes
from dispatch.exchange import routes as exchange_routes
from dispatch.exchange import timers as exchange_timers
from dispatch.organisation import routes as organisation_routes
from dispatch.organisation import timers as organisation_timers
from dispatch.party import routes as party_routes
from dispatch.party import timers as party_timers
from dispatch.powers import consumers as powers_consumers
from dispatch.powers import routes as powers_routes
from dispatch.powers import timers as powers_timers
from dispatch.records import consumers as records_consumers
from dispatch.resources import routes as resources_routes
from dispatch.sheets import routes as sheets_routes
from dispatch.training import routes as training_routes
from dispatch.training import timers as training_timers
from dispatch.workdays import routes as workdays_routes
from shared.runtime.app import Process
from shared.runtime.subscription import Subscription
from shared.schemas.topics import Service

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

REGISTERS = Process(
    Service.DISPATCH,
    "OneFour dispatch registers 指挥调度台账",
    routers=REGISTER_ROUTERS,
    larger_bodies=LARGER_BODIES,
    # A group of its own: what comes in and what executors tell never waits behind a register that is being filled.
    subscriptions=lambda _: (
        Subscription("dispatch.registers", powers_consumers.HANDLERS | records_consumers.HANDLERS),
    ),
    timers=lambda runtime: (
        *exchange_timers.TIMERS,
        *organisation_timers.TIMERS,
        *party_timers.TIMERS,
        *powers_timers.timers(runtime),
        *training_timers.TIMERS,
    ),
    errands=exchange_timers.errands,
)
