"""Which documents are generated, and how do they read now?"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shared.schemas import describe
from shared.schemas.topics import ROUTES

from .compatibility import incompatible_changes
from .offline import PACKAGES, apps_of
from .refusals import refusals_page

SCHEMAS = Path("docs/schemas")
YAML_HEAD = "# Generated from shared/schemas by `make docs`; do not edit.\n"


def documents() -> dict[Path, Callable[[], str]]:
    """Return every generated document, by its path in the repository, and what renders it."""
    pages: dict[Path, Callable[[], str]] = {
        Path("docs/events.md"): describe.events_page,
        Path("docs/refusals.md"): refusals_page,
        Path("docs/asyncapi.yaml"): lambda: as_yaml(describe.asyncapi()),
    }
    for route in ROUTES:
        pages[SCHEMAS / f"{route.event.TYPE}.json"] = lambda event=route.event: as_json(describe.schema_of(event))  # type: ignore[misc] # the default binds this round's event
    for package in PACKAGES:
        name = package.replace("_", "-")
        pages[Path(f"docs/openapi/{name}.json")] = lambda package=package: openapi(package)  # type: ignore[misc] # as above
    return pages


@cache
def openapi(package: str) -> str:
    """Return the OpenAPI document of the service's process that answers people."""
    return as_json(apps_of(package)[0].openapi())


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def as_yaml(value: Any) -> str:
    """Return `value` as YAML, every enumeration as its plain value."""
    plain = json.loads(json.dumps(value, ensure_ascii=False))
    return YAML_HEAD + yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=120)


def breaking(root: Path) -> list[str]:
    """Return what the event classes break of the committed schemas; an event that is gone breaks all its readers."""
    rendered = documents()
    problems: list[str] = []
    for committed in sorted((root / SCHEMAS).glob("*.json")):
        now = rendered.get(committed.relative_to(root))
        if now is None:
            problems.append(f"{committed.stem}: the event is gone")
            continue
        changes = incompatible_changes(json.loads(committed.read_text(encoding="utf-8")), json.loads(now()))
        problems += [f"{committed.stem}: {change}" for change in changes]
    return problems


def stale(root: Path) -> list[Path]:
    """Return the generated documents whose committed text is another, or that nothing generates any more."""
    pages = documents()
    found = [path for path, render in pages.items() if _text(root / path) != render()]
    gone = [path.relative_to(root) for path in sorted((root / SCHEMAS).glob("*.json"))]
    return sorted(found + [path for path in gone if path not in pages])


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
