"""Is every door of every service guarded? And would an open one be noticed?"""

from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from docs_tool.offline import PACKAGES, apps_of
from shared.runtime.app import Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.grants import PERMISSIONS
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from tests.architecture.doors import forgetful, long_handler, permissions_of, routes_of, threaded, unguarded
from tests.architecture.tree import modules, plant, read_module

CanWork = Annotated[Principal, Depends(allowed(Permission.WORK_TASKS))]
each_service = pytest.mark.parametrize("package", PACKAGES)


@each_service
def test_every_route_asks_for_a_permission(package: str) -> None:
    assert [problem for app in apps_of(package) for problem in unguarded(app.routes)] == []


@each_service
def test_every_writing_route_keeps_its_answer(package: str) -> None:
    assert [problem for app in apps_of(package) for problem in forgetful(app.routes)] == []


@each_service
def test_nothing_of_a_request_runs_in_a_thread(package: str) -> None:
    assert [problem for app in apps_of(package) for problem in threaded(app.routes)] == []


def test_handlers_are_short() -> None:
    assert [problem for module in modules() for problem in long_handler(module)] == []


def test_every_permission_is_asked_for_somewhere_and_held_by_somebody() -> None:
    routes = [route for package in PACKAGES for app in apps_of(package) for route in routes_of(app.routes)]
    asked = {name for route in routes if isinstance(route, APIRoute) for name in permissions_of(route)}
    held = {str(permission) for granted in PERMISSIONS.values() for permission in granted}

    assert asked <= held
    assert held == {str(permission) for permission in Permission}


# ----------------------------------------------------------------------------------------- the checks, on planted doors
def app_with(router: APIRouter) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.include_router(router)
    return app


def test_a_route_without_a_permission_is_noticed() -> None:
    router = APIRouter(prefix="/tasks")

    @router.get("/{task_id}")
    async def read_task(task_id: str) -> str:
        return task_id

    assert list(unguarded(app_with(router).routes)) == ["['GET'] /tasks/{task_id}: no permission"]


def test_a_route_with_a_permission_passes() -> None:
    router = APIRouter(prefix="/tasks")

    @router.get("/{task_id}")
    async def read_task(task_id: str, who: CanWork) -> str:
        return task_id + who.person_id

    assert list(unguarded(app_with(router).routes)) == []


def test_a_permission_behind_another_dependency_counts() -> None:
    async def mine(who: CanWork) -> str:
        return who.person_id

    router = APIRouter()

    @router.get("/mine")
    async def read_mine(person: Annotated[str, Depends(mine)]) -> str:
        return person

    assert list(unguarded(app_with(router).routes)) == []


def test_a_route_within_an_included_router_is_noticed() -> None:
    inner, outer = APIRouter(), APIRouter(prefix="/outer")

    @inner.get("/inner")
    async def read_inner() -> str:
        return ""

    outer.include_router(inner)

    assert list(unguarded(app_with(outer).routes)) == ["['GET'] /inner: no permission"]


def test_a_feed_door_without_its_signature_is_noticed() -> None:
    router = APIRouter()

    @router.post("/feeds/{source}/events")
    async def push(source: str) -> str:
        return source

    assert list(unguarded(app_with(router).routes)) == ["['POST'] /feeds/{source}/events: no permission"]


def test_a_door_for_citizens_that_looks_at_no_receipt_is_noticed() -> None:
    router = APIRouter()

    @router.post("/progress")
    async def read_progress(number: str) -> str:
        return number

    assert list(unguarded(app_with(router).routes)) == ["['POST'] /progress: no permission"]


def test_a_route_beside_fastapi_is_noticed() -> None:
    async def anything(_: Request) -> Response:
        return Response()

    app = FastAPI(openapi_url=None)
    app.add_route("/backdoor", anything)

    assert len(list(unguarded(app.routes))) == 1


@pytest.mark.parametrize(("route_class", "count"), [(None, 1), (IdempotentRoute, 0)])
def test_a_writing_route_that_keeps_no_answer_is_noticed(route_class: type[IdempotentRoute] | None, count: int) -> None:
    router = APIRouter(route_class=route_class) if route_class else APIRouter()

    @router.post("/tasks")
    async def write_task(work: Work, who: CanWork) -> None: ...

    @router.get("/tasks")
    async def read_tasks(work: Work, who: CanWork) -> None: ...

    assert len(list(forgetful(app_with(router).routes))) == count


def test_a_long_handler_is_noticed(tmp_path: Path) -> None:
    path = "services/grid/grid/tasks/routes.py"
    head = '@router.get("/tasks")\nasync def read_tasks():\n    """Why."""\n'
    plant(tmp_path, {path: head + "    x = 1\n" * 11})

    assert list(long_handler(read_module(tmp_path, Path(path)))) == [f"{path}:2: read_tasks has 11 lines, at most 10"]


def test_a_dependency_that_would_run_in_a_thread_is_noticed() -> None:
    router = APIRouter()

    def region_asked(request: Request) -> str:
        return str(request.query_params["region"])

    @router.get("/cells")
    async def list_cells(region: Annotated[str, Depends(region_asked)]) -> str:
        return region

    assert list(threaded(app_with(router).routes)) == ["/cells: region_asked is not async"]
