"""What is the grid made of? Its capabilities, what they hear, and the relay that publishes what they tell."""

from fastapi import FastAPI

from grid.cells import consumers as cell_consumers
from grid.cells import routes as cells
from grid.cells import timers as cell_timers
from grid.cells.service.mappings import FOLLOWER as MAPPINGS_FOLLOW
from grid.figures import routes as figures
from grid.offline import routes as offline
from grid.offline import timers as offline_timers
from grid.offline.repository.items import forget_items
from grid.offline.service.gaps import count_by_worker as count_gaps
from grid.outreach import routes as outreach
from grid.outreach import timers as outreach_timers
from grid.patrols import consumers as patrol_consumers
from grid.patrols import routes as patrols
from grid.patrols import timers as patrol_timers
from grid.registry import routes as registry
from grid.registry import timers as registry_timers
from grid.registry.domain.retention import What
from grid.registry.service.boundaries import FOLLOWER as RECORDS_FOLLOW
from grid.registry.service.boundaries import count_homes
from grid.tasks import consumers as task_consumers
from grid.tasks import routes as tasks
from grid.tasks import timers as task_timers
from grid.tasks.repository.changes import forget_departures
from grid.tasks.service.boundaries import FOLLOWER as TASKS_FOLLOW
from grid.tasks.service.boundaries import count_open, count_overdue
from grid.vacancy import consumers as vacancy_consumers
from grid.vacancy import routes as vacancy
from grid.vacancy import timers as vacancy_timers
from grid.workers import routes as workers
from grid.workers import timers as worker_timers
from grid.workers.repository.forgetting import forget_holding_changes
from grid.workers.routes import guarded
from grid.workers.routes.holders import counted_by
from grid.workers.service.boundaries import FOLLOWER as WORKERS_FOLLOW
from shared.runtime.app import Process, create_app
from shared.runtime.copies import COPY_HANDLERS
from shared.runtime.settings import Settings
from shared.runtime.subscription import NO_REPORTS, Subscription
from shared.schemas.topics import Service, Topic

FLOW = Subscription(
    "grid.flow",
    {
        **COPY_HANDLERS,
        **cell_consumers.HANDLERS,
        **task_consumers.HANDLERS,
        **patrol_consumers.HANDLERS,
    },
    foreign={Topic.TASKS: b'"executor":"team"', Topic.CASES: NO_REPORTS},
)

# In this order: what lies in a cell goes to who answers there.
FOLLOWERS = (WORKERS_FOLLOW, RECORDS_FOLLOW, TASKS_FOLLOW, MAPPINGS_FOLLOW)
COUNTERS = {"open": count_open, "overdue": count_overdue, "homes": count_homes, "gaps": count_gaps}

# What is removed in time with what the registry keeps, by the same job and terms of the same table.
FORGOTTEN = {
    What.SYNCED: forget_items,
    What.DEPARTURES: forget_departures,
    What.HOLDING_CHANGES: forget_holding_changes,
}

# Apart from the rest: many readings must not hold up a task.
READINGS = Subscription("grid.vacancy", vacancy_consumers.HANDLERS, vacancy_consumers.DECODE)

PROCESS = Process(
    service=Service.GRID,
    title="OneFour · one grid 镇村治理一网格",
    routers=(
        workers.router,
        outreach.RECEIPTS,
        *(
            guarded(router)
            for router in (
                *(cells.router, *registry.ROUTERS, tasks.router, *patrols.ROUTERS, offline.router),
                *(vacancy.router, *outreach.ROUTERS, figures.router),
            )
        ),
    ),
    subscriptions=lambda _: (FLOW, READINGS),
    timers=lambda runtime: (
        *cell_timers.timers(FOLLOWERS),
        *worker_timers.TIMERS,
        *task_timers.timers(runtime),
        *vacancy_timers.TIMERS,
        *registry_timers.timers(FORGOTTEN),
        *offline_timers.TIMERS,
        *patrol_timers.TIMERS,
    ),
    holds=(cells.followed_by(FOLLOWERS), counted_by(COUNTERS)),
    errands=outreach_timers.errands,
    relay=True,
    larger_bodies=registry.LARGER_BODIES,
)


def app(settings: Settings | None = None) -> FastAPI:
    """Return the ASGI app of the grid; without settings they are read from the environment."""
    return create_app(PROCESS, settings)
