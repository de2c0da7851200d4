"""What the registry promises of files: a verdict for each line, and nothing half imported."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from grid.registry.domain.imports import ReportNotYet
from grid.registry.service.imports import running
from grid.registry.service.imports.intake import written_report
from shared.runtime.scope import Reach, Scope
from shared.runtime.trying import undone
from tests.integration.grid.registry_desk import citizen_number, home, kept, resident
from tests.integration.grid.registry_files import (
    XLSX,
    counts,
    ended,
    flaws,
    home_row,
    imported,
    person_row,
    send,
    sheet,
    workbook,
)
from tests.integration.grid.town import Town, new_town, now
from tests.support.platform import Platform


async def listed(town: Town, kind: str) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {"kind": kind, "region": town.region, "limit": 100}
    found: list[dict[str, Any]] = (await town.client("grid-leader").get("/registry/records", params=asked)).json()[
        "items"
    ]
    return found


async def test_a_file_of_homes_households_and_people_hangs_together_by_codes(town: Town) -> None:
    homes = await imported(town, "home", sheet(home_row(town, "H1"), home_row(town, "H2", use="vacant")))
    place = {"region": town.region, "home_code": "H1"}
    households = await imported(town, "household", sheet({"code": "F1", **place}))
    head = person_row(town, home_code="H1", household_code="F1", household_role="heads", skills="焊工;电工")
    people = await imported(town, "resident", sheet(head, person_row(town, home_code="H1", household_code="F1")))

    assert [counts(one)[:2] for one in (homes, households, people)] == [("done", 2), ("done", 1), ("done", 2)]
    first = next(one for one in await listed(town, "home") if one["fields"]["code"] == "H1")
    asked = {"record_id": first["id"], "kind": "home"}
    ties = (await town.client("grid-leader").get("/registry/ties", params=asked)).json()["items"]
    assert [one["relation"] for one in ties] == ["lives-in", "lives-in"]
    (family,) = await listed(town, "household")
    of_family = {"record_id": family["id"], "kind": "household"}
    ties = (await town.client("grid-leader").get("/registry/ties", params=of_family)).json()["items"]
    assert sorted(one["relation"] for one in ties) == ["heads", "member-of"]


async def test_the_same_file_again_changes_nothing(town: Town) -> None:
    await imported(town, "home", sheet(home_row(town, "H1")))
    file = sheet(person_row(town, home_code="H1"), person_row(town))
    await imported(town, "resident", file)
    before = await listed(town, "resident")

    again = await imported(town, "resident", file)

    assert counts(again) == ("done", 0, 0, 2, 0)
    assert await listed(town, "resident") == before


async def test_a_file_changes_what_it_says_otherwise_and_leaves_what_it_does_not_say(town: Town) -> None:
    person = person_row(town, population="floating")
    await imported(town, "resident", sheet(person))
    person.pop("population")

    done = await imported(town, "resident", sheet({**person, "phone": "", "employment": "seeking"}))

    assert counts(done) == ("done", 0, 1, 0, 0)
    (seen,) = await listed(town, "resident")
    fields = seen["fields"]
    assert (fields["employment"], fields["population"]) == ("seeking", "floating")
    assert fields["phone"].endswith(person["phone"][-4:])


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("resident", {"id_number": "110105194912310021"}, "id_number", "registry.id-number"),
    ("resident", {"id_kind": "none", "id_number": "", "born_on": "2999-01-01"}, "born_on", "registry.born-later"),
    ("resident", {"region": "320585999"}, "region", "sheets.outside-region"),
    ("resident", {"cell": "{region}009999"}, "cell", "registry.cell-unknown"),
    ("resident", {"home_code": "H99"}, "home_code", "registry.home-unknown"),
    ("resident", {"household_code": "F99"}, "household_code", "registry.household-unknown"),
    ("enterprise", {"place_code": "P99"}, "place_code", "registry.place-unknown"),
    ("enterprise", {"credit_code": "91110000600037341M"}, "credit_code", "registry.credit-code"),
    ("resident", {"name": "=cmd()", "phone": "12"}, "phone", "sheets.bad-value"),
]


def good_row(town: Town, kind: str) -> dict[str, Any]:
    """Return a line that may come in."""
    if kind == "resident":
        return person_row(town)
    more = {"component": "01101"} if kind == "facility" else {}
    return {"region": town.region, "name": "海听"} | more


@pytest.mark.parametrize(("kind", "wrong", "column", "code"), WRONG, ids=[one[3] for one in WRONG])
async def test_a_line_that_cannot_be_right_refuses_the_whole_file_and_is_named(
    town: Town, kind: str, wrong: dict[str, Any], column: str, code: str
) -> None:
    wrong = {name: value.format(region=town.region) for name, value in wrong.items()}

    done = await imported(town, kind, sheet(good_row(town, kind), good_row(town, kind) | wrong))

    assert counts(done) == ("refused", 0, 0, 0, 1)
    assert (3, column, code) in await flaws(town, done)
    assert await listed(town, kind) == []


async def test_the_good_lines_alone_come_in_where_that_is_asked_for(town: Town) -> None:
    number = citizen_number()
    twice = [person_row(town, id_number=number), person_row(town), person_row(town, id_number=number.lower())]

    done = await imported(town, "resident", sheet(*twice), mode="good")

    assert counts(done) == ("done", 2, 0, 0, 1)
    assert await flaws(town, done) == [(4, "id_number", "registry.twice")]


async def test_a_household_without_a_home_is_refused(town: Town) -> None:
    rows = (
        {"code": "F1", "region": town.region, "home_code": ""},
        {"code": "F2", "region": town.region, "home_code": "?"},
    )

    done = await imported(town, "household", sheet(*rows))

    assert counts(done)[0] == "refused"
    assert (2, "home_code", "registry.no-home") in await flaws(town, done)
    assert (3, "home_code", "sheets.bad-value") in await flaws(town, done)


async def test_a_household_has_one_head_whatever_two_lines_or_files_say(town: Town) -> None:
    await imported(town, "home", sheet(home_row(town, "H1")))
    await imported(town, "household", sheet({"code": "F1", "region": town.region, "home_code": "H1"}))
    heads = {"household_code": "F1", "household_role": "heads"}

    both = await imported(town, "resident", sheet(*(person_row(town, **heads) for _ in range(2))))
    first = await imported(town, "resident", sheet(person_row(town, **heads)))
    second = await imported(town, "resident", sheet(person_row(town), person_row(town, **heads)), mode="good")

    assert [counts(one) for one in (both, first)] == [("refused", 0, 0, 0, 1), ("done", 1, 0, 0, 0)]
    assert counts(second) == ("done", 1, 0, 0, 1)
    assert await flaws(town, both) == await flaws(town, second) == [(3, "household_code", "registry.second-head")]


async def test_an_import_that_is_not_there_or_not_over_is_said_so(town: Town, platform: Platform) -> None:
    done = await imported(town, "home", sheet(home_row(town, "H1")))
    stranger = new_town(platform).client("grid-leader")
    path = f"/registry/imports/{done['id']}"

    answers = [await stranger.get(f"{path}{more}") for more in ("", "/rows", "/report")]
    mine = (await town.client("grid-leader").get("/registry/imports")).json()["items"]

    assert [(one.status_code, one.json()["title"]) for one in answers] == [(404, "registry.import-not-found")] * 3
    assert [one["id"] for one in mine] == [done["id"]]


async def test_a_file_does_not_go_back_before_all_its_lines_are_dealt_with(town: Town) -> None:
    done = await imported(town, "home", sheet(home_row(town, "H1")))
    scope = Scope(Reach(region=town.region, person_id=town.person("lead")))
    under_way = text("UPDATE registry_imports SET state = 'taking', ended_at = NULL WHERE id = :id")

    async with town.platform.database("grid").begin() as work, undone(work):
        await work.connection.execute(under_way, {"id": done["id"]})
        with pytest.raises(ReportNotYet):
            await written_report(work, scope, UUID(done["id"]))


async def test_a_million_empty_rows_are_passed_over_and_a_bomb_is_refused(town: Town) -> None:
    head, row = zip(*home_row(town, "H7").items(), strict=True)

    empty = await imported(town, "home", workbook(head, [row], empty=1_000_000), XLSX)
    bomb = await imported(town, "home", workbook(head, [row], padding=401 * 1024 * 1024), XLSX)
    nothing = await imported(town, "home", b"PK\x03\x04nothing", XLSX)

    assert counts(empty) == ("done", 1, 0, 0, 0)
    assert (bomb["state"], bomb["problem"], bomb["rows"]) == ("refused", "sheets.zip-bomb", 0)
    assert (nothing["state"], nothing["problem"]) == ("refused", "sheets.no-workbook")


async def test_the_file_goes_back_with_what_is_said_to_whoever_sent_it_alone(town: Town) -> None:
    bad = person_row(town, id_number="110105194912310021")
    done = await imported(town, "resident", sheet(person_row(town), bad))
    path = f"/registry/imports/{done['id']}/report"

    mine = await town.client("grid-leader", "lead").get(path)
    other = await town.client("grid-leader", "other").get(path)

    lines = mine.content.decode("utf-8-sig").splitlines()
    assert "结果" in lines[0]
    assert "未导入" in lines[1]
    assert "公民身份号码不正确" in lines[2]
    assert (other.status_code, other.json()["title"]) == (403, "registry.report-of-another")


async def test_what_lines_say_is_forgotten_when_the_import_ends(town: Town) -> None:
    done = await imported(town, "resident", sheet(person_row(town), person_row(town, phone="1")), mode="good")

    query = text("SELECT sealed, flaws FROM registry_import_rows WHERE import_id = :id ORDER BY line")
    async with town.platform.database("grid").begin() as work:
        rows = (await work.connection.execute(query, {"id": done["id"]})).all()
    assert [row.sealed for row in rows] == [None, None]
    assert "1391" not in repr(rows)


async def test_who_may_not_import_or_not_there_does_not(town: Town) -> None:
    file = sheet(home_row(town, "H1"))
    asked = {"kind": "home", "region": town.region}
    worker = await town.client("worker").post(
        "/registry/imports", params=asked, content=file, headers={"content-type": "text/csv"}
    )
    outside = await send(town, "home", file, region="329999999")
    unknown = await send(town, "home", file, "application/pdf")

    assert worker.status_code == 403
    assert (outside.status_code, outside.json()["title"]) == (403, "registry.import-outside")
    assert unknown.status_code == 415


async def test_a_step_that_dies_is_done_again_and_none_is_done_twice(town: Town) -> None:
    answer = await send(town, "resident", sheet(*(person_row(town) for _ in range(3))))
    database = town.platform.database("grid")

    async def killed_on_the_way() -> None:
        async with database.begin() as work:
            await running.go_on(work, now())
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        await killed_on_the_way()
    done = await ended(town, answer.json()["id"])

    assert counts(done) == ("done", 3, 0, 0, 0)
    assert len(await listed(town, "resident")) == 3


async def test_the_template_of_a_kind_is_a_workbook_that_names_its_columns(town: Town) -> None:
    answer = await town.client("grid-leader").get("/registry/imports/template", params={"kind": "resident"})

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert (await town.client("worker").get("/registry/imports/template", params={"kind": "home"})).status_code == 403


async def test_what_is_held_by_hand_is_changed_by_a_file_and_not_doubled(town: Town) -> None:
    given = resident(town)
    added = await kept(town, given)
    await kept(town, home(town))

    await imported(
        town, "resident", sheet(person_row(town, id_number=given["id_number"], phone=given["phone"], name="王大明"))
    )

    (seen,) = await listed(town, "resident")
    assert (seen["id"], seen["version"], seen["source"]) == (added["id"], 2, "imported")
