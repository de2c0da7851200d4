"""How the command line looks and says no."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onefour.cli import app
from onefour.refusals import CommandRefused, NotConfigured

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path) -> Iterator[None]:
    with chdir(tmp_path):
        yield


@pytest.mark.parametrize(
    "command",
    ["run", "stop", "migrate", "topics", "token", "township", "replay", "workers", "audit", "tables", "sheets"],
)
def test_every_command_explains_itself(command: str) -> None:
    answer = RUNNER.invoke(app, [command, "--help"])

    assert answer.exit_code == 0
    assert "Usage" in answer.output


@pytest.mark.parametrize(
    "typed",
    [["token", "clerk"], ["audit"], ["topics"], ["workers", "simulate"], ["township", "--code", "320585102"]],
)
def test_without_a_stack_a_command_says_what_is_missing(typed: list[str]) -> None:
    answer = RUNNER.invoke(app, typed)

    assert isinstance(answer.exception, NotConfigured)


def test_an_unknown_service_is_not_migrated() -> None:
    answer = RUNNER.invoke(app, ["migrate", "warehouse"])

    assert isinstance(answer.exception, CommandRefused)
    assert "warehouse" in str(answer.exception)


def test_two_paces_exclude_one_another() -> None:
    answer = RUNNER.invoke(app, ["replay", "x.csv", "--source", "s", "--rate", "1", "--max"])

    assert answer.exit_code == 2
    assert "exclude one another" in answer.output


def test_a_refusal_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "onefour", "token", "clerk"]
    ended = subprocess.run(command, cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stderr.startswith("onefour: ")
    assert len(ended.stderr.splitlines()) == 1
