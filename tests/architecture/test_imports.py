"""Does the code import only what its place may? And would each check notice?"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.imports import impure_domain, is_domain, missing_silent, pinned, unpinned
from tests.architecture.tree import ROOT, SERVICES, modules, plant, read_module

LOCK = ROOT / "requirements/run.txt"
DOMAIN = "services/grid/grid/tasks/domain.py"
ENTRY_POINTS = [*SERVICES.values(), "shared", "onefour.cli"]


def test_domains_import_nothing_that_acts() -> None:
    assert [problem for module in modules() for problem in impure_domain(module)] == []


def test_there_are_domains_in_every_service() -> None:
    assert {module.path.parts[2] for module in modules() if is_domain(module)} == set(SERVICES.values())


def test_services_import_only_what_production_installs() -> None:
    available = pinned(LOCK)

    assert [problem for module in modules() for problem in unpinned(module, available)] == []
    assert missing_silent(available) == []


@pytest.mark.parametrize(
    "line",
    [
        "import sqlalchemy",
        "from shared.runtime.db import UnitOfWork",
        "from enforcement.inspections.domain import clues",
        "from grid.cells.repository import find",
        "from . import repository",
        "from .models import tasks",
        "import asyncio",
        "from time import time",
        "from shared.schemas.dispatch import CaseChanged",
    ],
)
def test_an_import_that_a_domain_may_not_have_is_noticed(tmp_path: Path, line: str) -> None:
    plant(tmp_path, {DOMAIN: f"{line}\n"})

    assert len(list(impure_domain(read_module(tmp_path, Path(DOMAIN))))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime",
        "from shared.errors import Conflict",
        "from shared import calendar",
        "from shared.schemas.vocabulary import TaskState",
        "from grid.cells.domain import Cell",
        "from .domain import terms",
    ],
)
def test_an_import_that_a_domain_may_have_passes(tmp_path: Path, line: str) -> None:
    plant(tmp_path, {DOMAIN: f"{line}\n"})

    assert list(impure_domain(read_module(tmp_path, Path(DOMAIN)))) == []


def test_a_folder_of_rules_is_a_domain_too(tmp_path: Path) -> None:
    path = "services/grid/grid/tasks/domain/states.py"
    plant(tmp_path, {path: "import httpx\nfrom . import terms\nfrom .terms import due\n"})

    assert list(impure_domain(read_module(tmp_path, Path(path)))) == [f"{path}:1: a domain does not import httpx"]


def test_a_package_of_development_is_noticed(tmp_path: Path) -> None:
    path = Path("services/grid/grid/tasks/service.py")
    plant(tmp_path, {str(path): "import hypothesis\nimport sqlalchemy\n"})

    problems = list(unpinned(read_module(tmp_path, path), pinned(LOCK)))

    assert problems == [f"{path}:1: hypothesis is not in requirements/run.txt"]


def test_a_missing_greenlet_is_noticed() -> None:
    assert missing_silent({"sqlalchemy"}) == ["greenlet is missing: SQLAlchemy's asyncio does not install it by itself"]


def in_production(lock: Path, *packages: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.architecture.production", str(lock), *packages]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_service_can_be_imported_in_production() -> None:
    done = in_production(LOCK, *ENTRY_POINTS)

    assert (done.stdout, done.returncode) == ("", 0), done.stderr


def test_a_lock_without_a_needed_package_is_noticed(tmp_path: Path) -> None:
    kept = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if not line.startswith("structlog==")]
    (tmp_path / "run.txt").write_text("\n".join(kept), encoding="utf-8")

    done = in_production(tmp_path / "run.txt", "shared")

    assert done.returncode == 1
    assert "structlog is of structlog, which production lacks" in done.stdout
