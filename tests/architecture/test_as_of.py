"""Can every register be asked how it stood on a day? And would a reading door that forgot to ask be noticed?"""

from collections.abc import Iterable, Iterator
from datetime import date

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from dispatch.registers import REGISTER_ROUTERS
from shared.runtime.queries import AsOf
from tests.architecture.doors import routes_of

# Days that a route asks for by itself: a year, or the two ends of some days.
OWN_DAYS = {"year", "from", "to", "since", "until", "before"}

LOG = "a log: each line carries its moment and never changes"
NOW = "what waits for somebody now: what waited on a past day is in the log"
WHOLE = "one thing with all its steps, each with its moment"
DRAFT = "what is not decided holds on no day"
TIMELESS = {
    "/regions": "the table of divisions comes with the product and has no days",
    "/regions/{code}": "the table of divisions comes with the product and has no days",
    "/regions/{code}/history": LOG,
    "/duties/lists/{region}/history": LOG,
    "/duties/drafts": DRAFT,
    "/duties/drafts/{draft_id}": DRAFT,
    "/duties/bindings/proposals": DRAFT,
    "/duties/handovers": WHOLE,
    "/duties/waiting": NOW,
    "/duties/admissions/{admission_id}": WHOLE,
    "/powers/{region}/{code}/history": LOG,
    "/powers/takeovers": DRAFT,
    "/powers/takeovers/{takeover_id}": DRAFT,
    "/powers/supervision/{kind}/{key}/history": LOG,
    "/training/bindings/proposals": DRAFT,
    "/training/reminders": NOW,
    "/training/own": NOW,
    "/training/history/{subject}": LOG,
    "/resources/proposals": DRAFT,
    "/resources/proposals/{proposal_id}": DRAFT,
    "/resources/history": LOG,
    "/assessment/drafts": DRAFT,
    "/assessment/results/drafts": DRAFT,
    "/assessment/history": LOG,
    "/party/organisations/{organisation_id}/history": LOG,
    "/party/resolutions/{resolution_id}": WHOLE,
    "/party/resolutions/{resolution_id}/minutes": "a paper that was signed never changes",
    "/party/shares": "a share has no days: each resolution was checked by it when it was drawn up",
    "/party/stuck": NOW,
    "/party/stuck/{kind}": NOW,
    "/sheets": "which sheets there are; each of them is asked as of a day",
    "/sheets/{sheet}/template.xlsx": "an empty form",
    "/exchange/sets/{region}/history": LOG,
    "/exchange/receiver": "where one's department is pushed to from now on",
    "/exchange/requests/{request_id}": WHOLE,
    "/exchange/grants/{grant_id}/rows": "the grant names its days, and what it gives is today's, as it was granted",
    "/exchange/grants/{grant_id}/queries": LOG,
    "/exchange/grants/{grant_id}/deliveries": LOG,
    "/adoption/standards/drafts/{draft_id}": DRAFT,
    "/adoption/standards/{kind}/{version}": "a version that was published never changes, and shows its days",
    "/adoption/townships/{region}/history": LOG,
}


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (one.alias for one in (*dependant.query_params, *dependant.path_params))
    for inner in dependant.dependencies:
        yield from _names(inner)


def timeless(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """Return the reading routes that cannot be asked about a day."""
    for route in routes_of(routes):
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            asked = set(_names(route.dependant))
            if "as_of" not in asked and not asked & OWN_DAYS:
                yield route.path


def test_every_register_can_be_asked_about_a_day_or_says_why_not() -> None:
    found = [path for router in REGISTER_ROUTERS for path in timeless(router.routes)]

    assert sorted(found) == sorted(TIMELESS)
    assert all(TIMELESS.values())


def test_a_route_that_forgets_the_day_is_noticed() -> None:
    router = APIRouter()

    @router.get("/forgets")
    async def read_today() -> None: ...

    @router.get("/asks")
    async def read_day(as_of: AsOf = None) -> date | None:
        return as_of

    @router.get("/{year}")
    async def read_year(year: int) -> int:
        return year

    @router.post("/writes")
    async def write() -> None: ...

    assert list(timeless(router.routes)) == ["/forgets"]
