"""What is the grid made of? Its capabilities, what they hear, and the relay that publishes what they tell."""

from fastapi import FastAPI

from grid.cells import consumers as cell_consumers
from grid.cells import routes as cells
from grid.patrols import consumers as patrol_consumers
from grid.patrols import routes as patrols
from grid.tasks import consumers as task_consumers
from grid.tasks import routes as tasks
from grid.workers import routes as workers
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

PROCESS = Process(
    service=Service.GRID,
    title="OneFour · one grid 镇村治理一网格",
    routers=(cells.router, workers.router, tasks.router, patrols.router),
    subscriptions=lambda _: (FLOW,),
    relay=True,
)


def app(settings: Settings | None = None) -> FastAPI:
    """Return the ASGI app of the grid; without settings they are read from the environment."""
    return create_app(PROCESS, settings)
