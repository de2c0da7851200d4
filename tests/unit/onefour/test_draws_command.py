"""`onefour draws verify` draws again from a file, and names what somebody changed in it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from enforcement.inspections.domain.draws import DrawList, commitment_of, hash_of_list, redraw
from onefour.cli import app
from onefour.refusals import BadFile

RUNNER = CliRunner()
LISTED = DrawList("fire", tuple(f"o-{one}" for one in range(20)), ("p-1", "p-2", "p-3"), (), 5)


def draw(**changes: Any) -> dict[str, Any]:
    usual = {"commitment": commitment_of("5eed"), "list_hash": hash_of_list(LISTED), "seed": "5eed"}
    result = [asdict(one) for one in redraw("5eed", LISTED)]
    return usual | {"listed": asdict(LISTED), "result": result, "id": "x", "state": "drawn"} | changes


@pytest.mark.parametrize(
    ("changes", "faults"),
    [({}, []), ({"seed": "mine"}, ["seed", "result"]), ({"list_hash": "x"}, ["list"]), ({"result": []}, ["result"])],
)
def test_a_draw_is_drawn_again_from_its_file(tmp_path: Path, changes: dict[str, Any], faults: list[str]) -> None:
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(draw(**changes)), encoding="utf-8")

    answer = RUNNER.invoke(app, ["draws", "verify", str(file), "--json"])
    in_words = RUNNER.invoke(app, ["draws", "verify", str(file)])

    assert json.loads(answer.output) == {"faults": faults}
    assert answer.exit_code == in_words.exit_code == (1 if faults else 0)
    assert f"异常 faults {len(faults)}" in in_words.output
    assert all(fault in in_words.output for fault in faults)


@pytest.mark.parametrize("text", ["", "{}", "[]", json.dumps(draw(result=None, seed=None))])
def test_what_is_no_draw_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "draw.json"
    file.write_text(text, encoding="utf-8")

    answer = RUNNER.invoke(app, ["draws", "verify", str(file)])

    assert isinstance(answer.exception, BadFile)
