"""Does the code import only what its place may, and only what production installs?"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.tree import SERVICES, Module

PURE_SHARED = re.compile(
    r"shared\.(addresses|calendar|clock|codes|coverage|crs|errors|files|formulas|geo|periods"
    r"|personal|places|qualified|supports|terms|wording"
    r"|runtime\.(text|bodies)|schemas\.vocabulary"
    r"|papers\.(writing|line_breaks)"
    r"|sheets\.(cells|columns|defuse|lines|messages|refusals|report|texts))\b"
)
# Libraries that only compute: data with checks, shapes, words in a text.
PURE_LIBRARIES = {"ahocorasick_rs", "numpy", "pydantic", "shapely", "stdnum"}
# Not pure, though they come with Python.
IMPURE_STANDARD = {"asyncio", "http", "os", "pathlib", "random", "smtplib", "socket", "sqlite3", "subprocess", "time"}
OWN = {*SERVICES.values(), "shared"}
# Distributions that production needs without importing them by name in our code.
SILENT = {"greenlet": "SQLAlchemy's asyncio does not install it by itself"}


def imported(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Return the full names that a module imports, relative ones resolved, with their places."""
    package = _package(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from ((f"{base}.{alias.name}", node) for alias in node.names)


def _package(module: Module) -> list[str]:
    parts = list(module.path.with_suffix("").parts)
    parts = parts[2:] if parts[0] == "services" else parts
    return parts[:-1]


def is_domain(module: Module) -> bool:
    parts = module.path.parts
    return parts[0] == "services" and (parts[-1] == "domain.py" or "domain" in parts[4:-1])


def impure_domain(module: Module) -> Iterator[str]:
    """Return what a domain imports beside what only computes, pure shared code and domains of its service."""
    if not is_domain(module):
        return
    service = module.path.parts[2]
    own_rules = re.compile(rf"{service}\.\w+\.domain\b")
    for name, node in imported(module):
        first = name.split(".")[0]
        is_pure = first in PURE_LIBRARIES or (first in sys.stdlib_module_names and first not in IMPURE_STANDARD)
        if not (is_pure or PURE_SHARED.match(name) or own_rules.match(name)):
            yield f"{module.at(node)}: a domain does not import {name}"


def pinned(requirements: Path) -> set[str]:
    """Return the names of the distributions that a lock file pins."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", requirements.read_text(encoding="utf-8"), re.MULTILINE)
    return {normalised(name) for name in found}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def distributions() -> dict[str, list[str]]:
    """Return which installed distributions bring each top-level name."""
    return dict(packages_distributions())


def unpinned(module: Module, available: set[str]) -> Iterator[str]:
    """Return what production code imports from distributions that production does not install."""
    if module.path.parts[0] not in {"services", "shared"}:
        return
    owners = distributions()
    for name, node in imported(module):
        first = name.split(".")[0]
        if first in sys.stdlib_module_names or first in OWN:
            continue
        if not {normalised(owner) for owner in owners.get(first, ())} & available:
            yield f"{module.at(node)}: {first} is not in requirements/run.txt"


def missing_silent(available: set[str]) -> list[str]:
    return [f"{name} is missing: {why}" for name, why in SILENT.items() if name not in available]
