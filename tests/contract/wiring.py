"""Is every event of the map really sent by its producer and heard by its consumers?

Read from the services themselves: the subscriptions that their processes declare, and the names in their source.
"""

import ast
from collections.abc import Iterable, Sequence
from pathlib import Path

from docs_tool.offline import PACKAGES, offline_runtime, processes_of
from shared.schemas.topics import Route, Service

Handled = dict[Service, set[str]]

PACKAGE_OF = {Service(package.replace("_", "-")): package for package in PACKAGES}
# The read copies of the centre's registers are one consumer for all services.
SHARED_CONSUMERS = ("shared/runtime/copies.py", "shared/runtime/training_copies.py")


def source_folder(root: Path, service: Service) -> Path:
    return root / "services" / service / PACKAGE_OF[service]


def handled_topics() -> Handled:
    """Return the topics that the processes of each service subscribe to."""
    runtime = offline_runtime()
    return {
        service: {
            str(topic)
            for process in processes_of(package)
            for subscription in process.subscriptions(runtime)
            for topic in subscription.handlers
        }
        for service, package in PACKAGE_OF.items()
    }


def unheard(routes: Iterable[Route], handled: Handled) -> list[str]:
    """Return the rows of the map whose consumer has no handler for the topic."""
    return [
        f"{service} does not follow {route.topic} ({route.event.__name__})"
        for route in routes
        for service in route.consumers
        if str(route.topic) not in handled[service]
    ]


def unmapped(routes: Sequence[Route], feeds: Handled, handled: Handled) -> list[str]:
    """Return the subscriptions that the map does not know; `feeds`: which service reads which from outside."""
    known = {service: {str(r.topic) for r in routes if service in r.consumers} for service in Service}
    known = {service: topics | set(feeds.get(service, ())) for service, topics in known.items()}
    return [
        f"{service} follows {topic} without a row in topics.py"
        for service, topics in handled.items()
        for topic in sorted(topics - known[service])
    ]


def made_in(folder: Path) -> set[str]:
    """Return the names that the code under `folder` calls: an event that is made there is among them."""
    return {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }


def named_in(paths: Iterable[Path]) -> set[str]:
    """Return the names that the code in `paths` imports."""
    return {
        alias.name
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def unsent(routes: Iterable[Route], root: Path) -> list[str]:
    """Return the events that the producer's code never makes."""
    made = {service: made_in(source_folder(root, service)) for service in Service}
    return [
        f"{route.producer} never makes {route.event.__name__}"
        for route in routes
        if route.event.__name__ not in made[route.producer]
    ]


def unread(routes: Iterable[Route], root: Path) -> list[str]:
    """Return the events that a consumer's code never names, though it may follow their topic."""
    common = [root / path for path in SHARED_CONSUMERS if (root / path).exists()]
    named = {service: named_in([*source_folder(root, service).rglob("*.py"), *common]) for service in Service}
    return [
        f"{service} never reads {route.event.__name__}"
        for route in routes
        for service in route.consumers
        if route.event.__name__ not in named[service]
    ]
