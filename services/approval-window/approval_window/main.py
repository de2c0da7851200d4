"""What is the approval window made of?"""

from fastapi import FastAPI

from approval_window.appeals import consumers as appeals_consumers
from approval_window.appeals import routes as appeals
from approval_window.applications import consumers as applications_consumers
from approval_window.applications import routes as applications
from approval_window.applications import timers as applications_timers
from approval_window.counter import routes as counter
from approval_window.figures import routes as figures
from approval_window.helping import routes as helping
from approval_window.items import routes as items
from approval_window.items import timers as items_timers
from approval_window.progress import routes as progress
from approval_window.progress import timers as progress_timers
from approval_window.queue import routes as queue
from approval_window.ratings import consumers as ratings_consumers
from approval_window.ratings import routes as ratings
from approval_window.ratings import timers as ratings_timers
from shared.runtime.app import Process, create_app
from shared.runtime.copies import COPY_HANDLERS
from shared.runtime.settings import Settings
from shared.runtime.subscription import NO_REPORTS, Subscription
from shared.runtime.training_copies import TRAINING_HANDLERS
from shared.schemas.topics import Service, Topic

# What applications do with the calendar and with powers includes keeping their copies, and what ratings do with the
# calendar includes what applications do.
FLOW = Subscription(
    "approval-window.flow",
    {
        **COPY_HANDLERS,
        **appeals_consumers.HANDLERS,
        **applications_consumers.HANDLERS,
        **ratings_consumers.HANDLERS,
        **TRAINING_HANDLERS,
    },
    foreign={Topic.CASES: NO_REPORTS},
)

PROCESS = Process(
    service=Service.APPROVAL_WINDOW,
    title="OneFour approval window 审批服务一窗口",
    routers=(
        *(items.router, *applications.ROUTERS, appeals.router, progress.router, figures.router, queue.router),
        *(ratings.router, helping.router, items.public, counter.router),
    ),
    subscriptions=lambda _: (FLOW,),
    timers=lambda runtime: (
        *applications_timers.timers(runtime),
        *progress_timers.TIMERS,
        *ratings_timers.TIMERS,
        *items_timers.timers(runtime),
    ),
    relay=True,
    larger_bodies=applications.LARGER_BODIES | items.LARGER_BODIES,
)


def app(settings: Settings | None = None) -> FastAPI:
    """Return the ASGI app; without settings they are read from the environment."""
    return create_app(PROCESS, settings)
