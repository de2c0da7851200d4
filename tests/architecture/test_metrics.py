"""Do all metrics stand in one file, and does somebody set each of them?"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Module, modules, plant, read_module

HOME = Path("shared/runtime/metrics.py")
KINDS = {"Counter", "Gauge", "Histogram", "Summary", "Info", "Enum"}


def defined(home: Module) -> dict[str, str]:
    """Return the metrics of `home`: the name in code → the name for Prometheus."""
    found = {}
    for node in home.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and node.value.args:
            target, name = node.targets[0], node.value.args[0]
            if isinstance(target, ast.Name) and isinstance(name, ast.Constant) and isinstance(name.value, str):
                found[target.id] = name.value
    return found


def used(module: Module) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "metrics":
            yield node.attr, node


def is_ours(module: Module) -> bool:
    return module.path.parts[0] in {"services", "shared"} and module.path != HOME


def made_elsewhere(module: Module) -> Iterator[str]:
    """Return the metrics that a module makes by itself."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("prometheus_client"):
            yield from (f"{module.at(node)}: {a.name} outside {HOME}" for a in node.names if a.name in KINDS)


def unknown(module: Module, known: Iterable[str]) -> Iterator[str]:
    yield from (f"{module.at(node)}: no metric {name}" for name, node in used(module) if name not in known)


def test_every_metric_in_use_stands_in_one_file() -> None:
    known = set(defined(read_module(ROOT, HOME)))
    ours = [module for module in modules() if is_ours(module)]

    assert [problem for module in ours for problem in made_elsewhere(module)] == []
    assert [problem for module in ours for problem in unknown(module, known)] == []


def test_every_metric_is_set_by_somebody() -> None:
    """A figure that nobody sets is a false calm on the dashboard."""
    known = defined(read_module(ROOT, HOME))
    alive = {name for module in modules() if is_ours(module) for name, _ in used(module)}

    assert sorted(set(known) - alive) == []


def test_every_metric_has_a_name_of_ours() -> None:
    names = list(defined(read_module(ROOT, HOME)).values())

    assert all(name.startswith("onefour_") for name in names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("from prometheus_client import Counter", "Counter outside"),
        ("metrics.tasks_forgotten.inc()", "no metric tasks_forgotten"),
    ],
)
def test_a_metric_of_ones_own_is_noticed(tmp_path: Path, line: str, message: str) -> None:
    path = Path("services/grid/grid/tasks/service.py")
    plant(tmp_path, {str(path): f"{line}\n"})
    module = read_module(tmp_path, path)

    problems = [*made_elsewhere(module), *unknown(module, {"tasks_transitions"})]

    assert len(problems) == 1
    assert message in problems[0]
