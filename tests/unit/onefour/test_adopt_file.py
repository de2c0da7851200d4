"""What may stand in the file by which a township is taken in, and how the commands look."""

import json
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from onefour.adopt.file import read_file, require_kinds
from onefour.adopt.report import Difference, Gap, Report
from onefour.cli import app
from onefour.refusals import BadFile, NotConfigured
from onefour.township_commands import finished

EXAMPLE = Path(__file__).parents[3] / "docs/examples/adopt-town.json"
TOWN = "320925101"


def written(folder: Path, **changes: Any) -> Path:
    """Return a file in `folder`: the example's head with some changes."""
    said = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    head = {name: said[name] for name in ("township", "type", "from", "document", "actors")}
    path = folder / "town.json"
    path.write_text(json.dumps(head | changes, ensure_ascii=False), encoding="utf-8")
    return path


def refused(path: Path) -> list[str]:
    """Return the places that the refusal names."""
    with pytest.raises(BadFile) as said:
        read_file(path)
    return [line.split(":")[0] for line in str(said.value).splitlines()[1:]]


def test_the_example_is_read_with_the_files_beside_it() -> None:
    found = read_file(EXAMPLE)

    assert (found.township, found.county, len(found.people)) == (TOWN, "320925", 10)
    assert found.people[0].roles == ["leader"]
    assert found.people[1].post is None
    assert found.cells is not None
    assert len(found.cells["features"]) == 2


def test_what_the_file_leaves_out_is_left_alone(tmp_path: Path) -> None:
    found = read_file(written(tmp_path))

    assert (found.people, found.duties, found.powers, found.cells, found.workers) == ([], None, [], None, [])


def test_every_error_is_named_with_its_place(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        township="3209",
        type="city",
        actors={"draws_up": "p-1", "confirms": "p-1"},
        people=[{"id": "p-1"}],
        workers=[{"person_id": "p-1", "cell": "1", "role": "C"}],
        wishes=[],
    )

    assert refused(path) == [
        *("township", "type", "actors", "people.0.name", "workers.0.cell", "workers.0.role", "wishes"),
    ]


def test_what_does_not_fit_together_is_named_with_its_place(tmp_path: Path) -> None:
    person = {"id": "p-1", "name": "某人"}
    cell = {"type": "Feature", "geometry": None, "properties": {"code": "320925102001001", "name": "网格"}}
    worker = {"person_id": "p-2", "cell": f"{TOWN}001001", "role": "A"}
    path = written(
        tmp_path,
        people=[person, person],
        cells={"type": "FeatureCollection", "features": [cell]},
        workers=[worker],
        powers=[{"power": "P1", "in_force_since": "2026-01-01", "document": "1号"}] * 2,
    )

    assert refused(path) == [
        *("people.0", "people.1", "powers.0", "powers.1"),
        *("cells.0", "workers.0.cell", "workers.0.person_id"),
    ]


@pytest.mark.parametrize("text", ["", "[1]", "{", '"x"'])
def test_what_is_no_json_object_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "town.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadFile, match=r"town\.json"):
        read_file(path)


@pytest.mark.parametrize("part", ["people", "cells"])
def test_a_missing_file_beside_it_is_named(tmp_path: Path, part: str) -> None:
    with pytest.raises(BadFile, match=r"gone\.txt"):
        read_file(written(tmp_path, **{part: {"file": "gone.txt"}}))


def test_a_table_that_excel_saved_in_an_office_is_read(tmp_path: Path) -> None:
    table = "id,name,agency,roles\np-1,张三,party-office,leader;clerk\n"
    (tmp_path / "people.csv").write_bytes(table.encode("gb18030"))

    found = read_file(written(tmp_path, people={"file": "people.csv"}))

    assert [(one.name, one.roles) for one in found.people] == [("张三", ["leader", "clerk"])]


def test_a_row_that_is_wider_than_the_head_is_named(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,name\np-1,张三\np-2,李四,多\n", encoding="utf-8")

    with pytest.raises(BadFile, match=r"\[3\]"):
        read_file(written(tmp_path, people={"file": "people.csv"}))


def test_a_run_that_is_stopped_by_hand_says_how_it_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    async def stopped() -> None:
        raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as ended:
        finished(stopped())

    assert ended.value.exit_code == 130
    assert "the same command goes on" in capsys.readouterr().err


def test_a_person_of_an_agency_that_the_township_will_not_have_is_named() -> None:
    found = read_file(EXAMPLE)

    require_kinds(found, ["party-office", "governance-office", "service-centre", "enforcement-team"])
    with pytest.raises(BadFile, match=r"people\.0\.agency"):
        require_kinds(found, ["governance-office", "service-centre", "enforcement-team"])


def test_a_report_counts_what_changed_and_names_the_gaps() -> None:
    gap = Gap("adoption.gap.too-few-people", "clerk", 1, 2, "PUT /organisation/persons")
    differences = [Difference("agencies", ["a"], left_alone=["b", "c"])]
    report = Report(TOWN, "town", 1, preview=False, differences=differences, gaps=[gap])

    assert report.lines() == [
        f"{TOWN} town v1: 已纳入 taken in",
        "agencies: 新增 added 1, 不变 left alone 2",
        "差距 gaps: 1",
        "  adoption.gap.too-few-people clerk 1/2 → PUT /organisation/persons",
    ]
    assert replace(report, preview=True).lines() == [
        f"{TOWN} town v1: 预览 preview, nothing was sent",
        "agencies: 新增 added 1, 不变 left alone 2",
    ]
    assert report.as_json()["registers"]["agencies"]["left_alone"] == ["b", "c"]
    assert report.as_json()["gaps"][0]["needs"] == 2


@pytest.mark.parametrize("command", ["adopt", "upgrade", "gaps"])
def test_every_command_of_a_township_explains_itself(command: str) -> None:
    answer = CliRunner().invoke(app, ["township", command, "--help"])

    assert answer.exit_code == 0
    assert "Usage" in answer.output


@pytest.mark.parametrize(
    "typed",
    [
        ["adopt", str(EXAMPLE)],
        ["adopt", str(EXAMPLE), "--preview", "--json"],
        ["upgrade", "--code", TOWN, "--to", "2", "--preview"],
        ["gaps", "--code", TOWN],
    ],
)
def test_a_township_is_taken_into_an_installation_that_runs(tmp_path: Path, typed: list[str]) -> None:
    with chdir(tmp_path):
        answer = CliRunner().invoke(app, ["township", *typed])

    assert isinstance(answer.exception, NotConfigured)


def test_without_a_code_and_a_command_there_is_nothing_to_do() -> None:
    answer = CliRunner().invoke(app, ["township"])

    assert answer.exit_code == 2
    assert "--code" in answer.output
