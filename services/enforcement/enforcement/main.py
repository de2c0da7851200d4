"""What is the enforcement team's service made of?"""

from fastapi import FastAPI

from enforcement.discretion import routes as discretion
from enforcement.figures import routes as figures
from enforcement.inspections import consumers as inspections_consumers
from enforcement.inspections import routes as inspections
from enforcement.inspections import timers as inspections_timers
from enforcement.officers import consumers as officers_consumers
from enforcement.officers import routes as officers
from enforcement.papers import routes as papers
from enforcement.penalties import consumers as penalties_consumers
from enforcement.penalties import routes as penalties
from enforcement.penalties import timers as penalties_timers
from enforcement.photos import routes as photos
from enforcement.photos import timers as photos_timers
from enforcement.publications import routes as publications
from enforcement.records import routes as records
from enforcement.records import timers as records_timers
from shared.runtime.app import Process, create_app
from shared.runtime.copies import COPY_HANDLERS
from shared.runtime.settings import Settings
from shared.runtime.subscription import NO_REPORTS, Subscription
from shared.schemas.topics import Service, Topic

FLOW = Subscription(
    "enforcement.flow",
    {**COPY_HANDLERS, **inspections_consumers.HANDLERS, **officers_consumers.HANDLERS, **penalties_consumers.HANDLERS},
    foreign={Topic.TASKS: b'"executor":"grid"', Topic.CASES: NO_REPORTS},
)

_OF_CASES = (*penalties.ROUTERS, *papers.ROUTERS, photos.router, discretion.router, publications.router, records.router)
ROUTERS = (officers.router, *inspections.ROUTERS, *_OF_CASES, figures.router)

PROCESS = Process(
    service=Service.ENFORCEMENT,
    title="OneFour enforcement 综合执法一队伍",
    routers=ROUTERS,
    subscriptions=lambda _: (FLOW,),
    timers=lambda runtime: (
        *records_timers.TIMERS,
        *inspections_timers.TIMERS,
        *penalties_timers.TIMERS,
        *photos_timers.timers(runtime),
    ),
    relay=True,
    larger_bodies=photos.LARGER_BODIES,
)


def app(settings: Settings | None = None) -> FastAPI:
    """Return the ASGI app; without settings they are read from the environment."""
    return create_app(PROCESS, settings)
