"""Is every door of a service guarded, and does every writing one keep its answers?"""

import ast
from collections.abc import Callable, Iterable, Iterator
from inspect import isasyncgenfunction, iscoroutinefunction, isfunction
from typing import Any, get_args

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from shared.runtime.app import Work
from shared.runtime.idempotency import IdempotentRoute
from tests.architecture.tree import Module

HANDLER_LINES = 10
# Open to whoever reaches the port; nothing of a citizen or a case is behind them.
OPEN = {
    *("/livez", "/readyz", "/metrics", "/docs", "/docs/oauth2-redirect", "/static-offline-docs", "/openapi.json"),
    # Blank forms, as they lie on the counter.
    "/forms/{code}/{material}",
    # The clerk's page: it asks with his token for everything that it shows.
    *("/counter", "/counter/{name:path}"),
}
# What everybody is to be told: for which item a hearing is held where and when (licence law art. 46, 48), of which
# penalty case (penalty law art. 64 (3)), penalty decisions of public interest (48), what is planned to be inspected,
# how often (国办发〔2024〕54号).
PUBLIC = {"/announcements", "/hearings", "/publications", "/inspection-plans", "/inspection-caps"}
# Guarded by a signature or by what stands on a citizen's receipt, instead of a token: the path, and the dependency that
# checks it.
PROVED = {
    "/feeds/{source}/events": "signed_body",
    "/outreach/receipts": "signed_receipts",
    "/progress": "receipt_holder",
    "/ratings": "receipt_holder",
    "/helping/asked": "receipt_holder",
}
READING = {"GET", "HEAD"}

UNIT_OF_WORK = get_args(Work)[1].dependency


def routes_of(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Return the routes of an app or router, those of included routers too."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from routes_of(included.routes)


def calls_of(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    for dependency in dependant.dependencies:
        if dependency.call is not None:
            yield dependency.call
        yield from calls_of(dependency)


def permissions_of(route: APIRoute) -> set[str]:
    """Return the permissions that a route asks for; where its path decides which, all that it may ask for."""
    calls = list(calls_of(route.dependant))
    single = {str(call.permission) for call in calls if hasattr(call, "permission")}
    return single | {str(one) for call in calls for one in getattr(call, "permissions", ())}


def unguarded(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """Return the routes without a permission that are neither open nor proved otherwise."""
    for route in routes_of(routes):
        path = getattr(route, "path", "")
        if path in OPEN | PUBLIC:
            continue
        if not isinstance(route, APIRoute):
            yield f"{path or route}: no route of FastAPI, so nothing can be said of its permission"
            continue
        names = {getattr(call, "__name__", "") for call in calls_of(route.dependant)}
        if not permissions_of(route) and PROVED.get(path) not in names:
            yield f"{sorted(route.methods or ())} {path}: no permission"


def forgetful(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """Return the routes that write, but keep no answer for a request that comes again."""
    for route in routes_of(routes):
        if not isinstance(route, APIRoute) or (route.methods or set()) <= READING:
            continue
        if UNIT_OF_WORK in calls_of(route.dependant) and not isinstance(route, IdempotentRoute):
            yield f"{sorted(route.methods or ())} {route.path}: not an IdempotentRoute"


def threaded(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """Return what FastAPI would run in a thread of its own for each request: three such hops halve the rate."""
    for route in routes_of(routes):
        if isinstance(route, APIRoute):
            calls = [route.endpoint, *calls_of(route.dependant)]
            for call in calls:
                known = call if isfunction(call) else type(call).__call__
                if not (iscoroutinefunction(known) or isasyncgenfunction(known)):
                    yield f"{route.path}: {getattr(call, '__name__', call)} is not async"


def long_handler(module: Module) -> Iterator[str]:
    """Return the handlers whose body has more than ten lines: what is decided there belongs to a use case."""
    if "routes" not in {module.path.stem, module.path.parent.name}:
        return
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not _is_handler(node):
            continue
        body = node.body[1:] if ast.get_docstring(node) else node.body
        lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
        if lines > HANDLER_LINES:
            yield f"{module.at(node)}: {node.name} has {lines} lines, at most {HANDLER_LINES}"


def _is_handler(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and "router" in getattr(decorator.func.value, "id", "")
        for decorator in node.decorator_list
    )
