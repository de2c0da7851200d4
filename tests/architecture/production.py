"""Can every service be imported where only requirements/run.txt is installed? Run as a program: exit code 1 where not.

Development packages are hidden from the import system first, so that a name they bring cannot hide a missing one.
`python -m tests.architecture.production requirements/run.txt PACKAGE…`
"""

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

from tests.architecture.imports import normalised, pinned

# Not packages of a lock file: our own code.
OURS = {"onefour"}


class Hidden(MetaPathFinder):
    """Refuses to import what only development installs."""

    def __init__(self, available: set[str]) -> None:
        self._owners = packages_distributions()
        self._available = available | OURS

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        owners = {normalised(owner) for owner in self._owners.get(fullname.split(".", maxsplit=1)[0], ())}
        if owners and not owners & self._available:
            raise ModuleNotFoundError(f"{fullname} is of {', '.join(owners)}, which production lacks", name=fullname)
        return None


def import_all(package: str) -> list[str]:
    """Import a package and all below it; return what failed."""
    problems: list[str] = []
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(getattr(root, "__path__", ()), f"{package}.", onerror=lambda _: None):
        # Migrations are run by their tool, which hands them their context.
        if ".migrations" in found.name or ".alembic" in found.name:
            continue
        try:
            importlib.import_module(found.name)
        except ImportError as error:
            problems.append(f"{found.name}: {error}")
    return problems


def main(lock: Path, packages: Sequence[str]) -> int:
    sys.meta_path.insert(0, Hidden(pinned(lock)))
    problems: list[str] = []
    for package in packages:
        try:
            problems += import_all(package)
        except ImportError as error:
            problems.append(f"{package}: {error}")
    for problem in problems:
        print(problem)  # noqa: T201 - a program
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
