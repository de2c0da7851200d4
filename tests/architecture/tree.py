"""Which files does the project consist of, and how does one sentence name a place in them?"""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("shared", "services", "deploy", "tests", "bench")
SERVICES = {
    "approval-window": "approval_window",
    "enforcement": "enforcement",
    "grid": "grid",
    "dispatch": "dispatch",
}


@dataclass(frozen=True)
class Module:
    """A Python file: `path` from the project's root, its text and its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @property
    def is_test(self) -> bool:
        return self.path.parts[0] == "tests"

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    @property
    def is_runtime(self) -> bool:
        return self.path.parts[:2] == ("shared", "runtime")

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


def read_module(root: Path, path: Path) -> Module:
    text = (root / path).read_text(encoding="utf-8")
    return Module(path, text, ast.parse(text))


@cache
def modules(root: Path = ROOT) -> tuple[Module, ...]:
    """Return every Python file of the project at `root`."""
    folders = [root / name for name in CODE if (root / name).exists()]
    paths = sorted(path for folder in folders for path in folder.rglob("*.py") if "node_modules" not in path.parts)
    return tuple(read_module(root, path.relative_to(root)) for path in paths)


def service_modules(root: Path = ROOT) -> Iterator[Module]:
    return (module for module in modules(root) if module.path.parts[0] == "services")


def committed_texts(root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Return every text file that is committed or would be."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=root, capture_output=True, check=True).stdout.decode()
    for name in sorted(set(filter(None, listed.split("\0")))):
        path = root / name
        if not path.is_file():
            continue
        try:
            yield Path(name), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write `files` under `root` and return it: a small project with something wrong in it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
