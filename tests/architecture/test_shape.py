"""Does the whole project keep its shape? And would each check notice a violation?"""

from pathlib import Path

import pytest

from tests.architecture import shape
from tests.architecture.tree import modules, plant, read_module

DOC = '"""Which?"""\n'
SERVICE = "services/grid/grid/tasks/service.py"
TEST = "tests/unit/test_tasks.py"


def body(lines: int, name: str = "work") -> str:
    return f"def {name}():\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize("check", shape.CHECKS, ids=lambda check: check.__name__)
def test_the_project_keeps_its_shape(check: shape.Check) -> None:
    assert [problem for module in modules() for problem in check(module)] == []


PLANTED: dict[str, tuple[shape.Check, str, str, str]] = {
    "a long file": (shape.long_file, SERVICE, DOC + "x = 1\n" * 300, "301 lines, at most 300"),
    "a long file of the runtime": (shape.long_file, "shared/runtime/db.py", DOC + "x = 1\n" * 200, "at most 200"),
    "a long function": (shape.long_function, SERVICE, DOC + body(51), "work has 51 lines, at most 50"),
    "a long test": (shape.long_function, TEST, DOC + body(26, "test_a_b_c"), "test_a_b_c has 26 lines"),
    "no docstring": (shape.without_sentence, SERVICE, "x = 1\n", "opens without a docstring"),
    "half a sentence": (shape.without_sentence, SERVICE, '"""Tasks"""\n', "no whole sentence"),
    "a class that says nothing": (shape.empty_name, SERVICE, DOC + "class TaskManager: ...\n", "TaskManager"),
    "a file that says nothing": (shape.empty_name, "services/grid/grid/utils.py", DOC, "the name says nothing"),
    "work left over": (shape.left_for_later, SERVICE, DOC + "# TO" + "DO: the rest\n", ":2: left for later"),
    "an HTTP error": (shape.out_of_place, SERVICE, DOC + "from fastapi import HTTPException\n", "a refusal"),
    "a commit": (shape.out_of_place, SERVICE, DOC + "work.connection.commit()\n", "ends a transaction"),
    "a print": (shape.out_of_place, "shared/geo.py", DOC + "print(1)\n", "only the command line prints"),
    "the machine's time": (shape.clock_out_of_place, SERVICE, DOC + "at = datetime.now(UTC)\n", "passed in"),
    "the machine's day": (shape.clock_out_of_place, SERVICE, DOC + "on = date.today()\n", "passed in"),
    "the clock itself": (shape.clock_out_of_place, SERVICE, DOC + "at = utc_now()\n", "passed in"),
    "a mock": (shape.patched_test, TEST, DOC + "from unittest.mock import Mock\n", "not a mock"),
    "a patch": (shape.patched_test, TEST, DOC + "monkeypatch.setattr(a, 'b', 1)\n", "nothing is patched"),
    "a nameless test": (shape.nameless_test, TEST, DOC + "def test_task(): ...\n", "test_task is no sentence"),
    "a package of tests": (shape.nameless_test, "tests/unit/__init__.py", DOC, "tests are no package"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_violation_is_noticed(tmp_path: Path, name: str) -> None:
    check, path, text, message = PLANTED[name]
    plant(tmp_path, {path: text})

    problems = list(check(read_module(tmp_path, Path(path))))

    assert len(problems) == 1
    assert message in problems[0]


FINE: dict[str, tuple[shape.Check, str, str]] = {
    "a file of 300 lines": (shape.long_file, SERVICE, DOC + "x = 1\n" * 299),
    "a long migration": (shape.long_file, "services/grid/grid/migrations/2026_11_23_spine.py", DOC + "x = 1\n" * 900),
    "a function of 50 lines": (shape.long_function, SERVICE, DOC + body(50)),
    "an empty package file": (shape.without_sentence, "services/grid/grid/__init__.py", ""),
    "a commit of the runtime": (shape.out_of_place, "shared/runtime/db.py", DOC + "connection.commit()\n"),
    "a print of the command line": (shape.out_of_place, "deploy/onefour/cli.py", DOC + "print(1)\n"),
    "an environment variable": (shape.patched_test, TEST, DOC + "monkeypatch.setenv('A', 'b')\n"),
}


@pytest.mark.parametrize("name", FINE)
def test_what_is_in_shape_passes(tmp_path: Path, name: str) -> None:
    check, path, text = FINE[name]
    plant(tmp_path, {path: text})

    assert list(check(read_module(tmp_path, Path(path)))) == []
