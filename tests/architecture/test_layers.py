"""Does the import graph keep to the contracts of .importlinter? And would each contract notice?"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SERVICES, plant

LINTER = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> tuple[set[str], str]:
    """Return the names of the broken contracts, and what was said."""
    # First on the path, so that the copied packages are found and not the installed ones.
    search = [str(folder), *(str(folder / "services" / name) for name in SERVICES)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(search)}
    command = [str(LINTER), "--no-cache", "--config", str(folder / ".importlinter")]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert "Contracts: " in done.stdout, done.stdout + done.stderr
    return set(re.findall(r"^(.+) BROKEN", done.stdout, re.MULTILINE)), done.stdout


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("shared", "services"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


@pytest.fixture
def copy(copied: Path) -> Iterator[Path]:
    kept = {path: path.read_text(encoding="utf-8") for path in copied.rglob("*.py")}
    yield copied
    for path in copied.rglob("*.py"):
        if path in kept:
            path.write_text(kept[path], encoding="utf-8")
        else:
            path.unlink()


def test_the_import_graph_keeps_every_contract() -> None:
    broken, said = lint(ROOT)

    assert not broken, said


# A capability made for the purpose; where the real one exists, its copy is replaced for the test.
OUTREACH = "services/grid/grid/outreach"
ROOMS = ("__init__", "domain", "models", "repository", "service", "routes")
PLANTED = {
    "a service that imports another": (
        f"{OUTREACH}/routes.py",
        "import enforcement",
        "No service imports another",
    ),
    "shared code that imports a service": ("shared/geo.py", "import grid", "Shared code knows no service"),
    "a helper that opens the database": (
        "shared/codes.py",
        "import shared.runtime.db",
        "Pure helpers and schemas know no runtime",
    ),
    "a rule that asks the database": (
        f"{OUTREACH}/domain.py",
        "import shared.runtime.db",
        "Rules (domain) do no input or output",
    ),
    "a use case that answers HTTP": (
        f"{OUTREACH}/service.py",
        "import fastapi",
        "Use cases know neither HTTP nor Kafka",
    ),
    "a repository that calls a use case": (
        f"{OUTREACH}/repository.py",
        "from grid.outreach import service",
        "A room looks only downwards",
    ),
    "a route that reads a table": (
        f"{OUTREACH}/routes.py",
        "from grid.outreach import models",
        "Routes, consumers and timers never touch the tables",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_forbidden_import_breaks_its_contract(copy: Path, name: str) -> None:
    path, line, contract = PLANTED[name]
    plant(copy, {f"{OUTREACH}/{room}.py": "" for room in ROOMS})
    plant(copy, {path: line})

    broken, said = lint(copy)

    assert contract in broken, said
