"""Which rules fill the registry, keep it right and let it forget?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from grid.registry.domain.imports import ImportState, Mode, after_checks, links_of
from grid.registry.domain.kinds import FORMS, RecordKind
from grid.registry.domain.quality import Finding, Found, Rule, RuleImpossible, check_rule, gone, next_to_mend
from grid.registry.domain.retention import MOST_DAYS, TooSoon, check_days
from grid.registry.domain.ties import POSSIBLE, Relation
from grid.registry.schemas.rows import REFERRING, ROWS
from grid.registry.schemas.visits import PARTS
from grid.registry.service.imports.reading import SHEETS
from shared.runtime.db import new_id
from shared.sheets.cells import Kind

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
RULES = {kind: Rule(kind, (), 180, 2) for kind in RecordKind}
CELL = "320585102001001"


# --------------------------------------------------------------------------------------------------------------- files
@pytest.mark.parametrize(
    ("mode", "good", "refused", "then"),
    [
        (Mode.WHOLE, 3, 0, ImportState.TAKING),
        (Mode.WHOLE, 3, 1, ImportState.REFUSED),
        (Mode.WHOLE, 0, 0, ImportState.REFUSED),
        (Mode.GOOD, 3, 1, ImportState.TAKING),
        (Mode.GOOD, 0, 1, ImportState.REFUSED),
    ],
)
def test_a_file_is_taken_or_refused_when_its_lines_are_checked(
    mode: Mode, good: int, refused: int, then: ImportState
) -> None:
    assert after_checks(mode, good=good, refused=refused) is then


@pytest.mark.parametrize(
    ("kind", "said", "relations"),
    [
        (RecordKind.RESIDENT, {"home_code": "H1"}, [Relation.LIVES_IN]),
        (RecordKind.RESIDENT, {"home_code": "H1", "home_relation": "owns"}, [Relation.OWNS]),
        (
            RecordKind.RESIDENT,
            {"home_code": "H1", "household_code": "F1", "household_role": "heads"},
            [Relation.LIVES_IN, Relation.HEADS],
        ),
        (RecordKind.RESIDENT, {"home_relation": "owns"}, []),
        (RecordKind.ENTERPRISE, {"place_code": "P1"}, [Relation.OCCUPIES]),
        (RecordKind.FACILITY, {"place_code": "P1"}, [Relation.STANDS_AT]),
        (RecordKind.HOME, {"home_code": "H1"}, []),
    ],
)
def test_a_line_says_what_its_record_hangs_on(
    kind: RecordKind, said: dict[str, str], relations: list[Relation]
) -> None:
    links = links_of(kind, said)

    assert [one.relation for one in links] == relations
    assert all(one.relation in POSSIBLE[kind, one.kind] for one in links)


@pytest.mark.parametrize("kind", list(RecordKind))
def test_each_field_of_a_kind_is_a_column_with_a_title_and_no_other_is(kind: RecordKind) -> None:
    columns = {column.name for column in SHEETS[kind].columns}

    assert columns - REFERRING == set(FORMS[kind].fields) - {"home_id"}


def test_a_number_that_lost_digits_as_a_number_is_no_identity_number() -> None:
    kinds = {column.name: column.kind for column in SHEETS[RecordKind.RESIDENT].columns}

    assert (kinds["id_number"], kinds["phone"], kinds["lon"], kinds["cell"]) == (
        *(Kind.CODE, Kind.TEXT),
        *(Kind.DECIMAL, Kind.REGION),
    )


# -------------------------------------------------------------------------------------------------------------- visits
@pytest.mark.parametrize(
    ("kind", "changed", "fits"),
    [
        (RecordKind.RESIDENT, {"phone": None}, True),
        (RecordKind.RESIDENT, {"phone": "13800001234", "employment": "seeking"}, True),
        (RecordKind.RESIDENT, {"name": None}, False),
        (RecordKind.RESIDENT, {"name": ""}, False),
        (RecordKind.RESIDENT, {"region": "320585102"}, False),
        (RecordKind.RESIDENT, {"home_code": "H1"}, False),
        (RecordKind.RESIDENT, {"employment": "king"}, False),
        (RecordKind.HOME, {"area_m2": -1}, False),
        (RecordKind.HOME, {"area_m2": None, "use": "vacant"}, True),
        (RecordKind.HOME, {"use": None}, False),
    ],
)
def test_a_visit_changes_some_fields_and_takes_none_away_that_must_be_there(
    kind: RecordKind, changed: dict[str, Any], fits: bool
) -> None:
    if fits:
        assert PARTS[kind].model_validate(changed).model_dump(exclude_unset=True) == changed
        return
    with pytest.raises(ValidationError):
        PARTS[kind].model_validate(changed)


def test_every_kind_has_its_line_and_its_part() -> None:
    assert set(ROWS) == set(PARTS) == set(RecordKind)


# ------------------------------------------------------------------------------------------------------------- quality
def found(finding: Finding = Finding.MISSING, days: int = 1, cell: str = CELL, **more: Any) -> Found:
    checked = NOON - timedelta(days=days)
    return Found(finding, more.get("kind", RecordKind.HOME), more.get("record_id", new_id()), cell[:9], cell, checked)


def chosen(given: Sequence[Found], **more: Any) -> list[int]:
    """Return the places of those that are asked for."""
    asked = {"asked": (), "rules": RULES, "today": {}} | more
    return [list(given).index(one) for one in next_to_mend(given, **asked)]


def test_the_worst_comes_first_and_then_what_was_longest_not_seen() -> None:
    given = [found(Finding.STALE, 400), found(Finding.MISSING), found(Finding.TWO_HOMES), found(Finding.MISSING, 90)]

    many = {kind: Rule(kind, (), 180, 9) for kind in RecordKind}
    assert chosen(given, rules=many) == [2, 3, 1, 0]


def test_no_more_is_asked_of_a_cell_and_kind_a_day_than_the_rule_says() -> None:
    other = found(cell="320585102001002")
    resident = found(kind=RecordKind.RESIDENT)
    given = [found(days=4), found(days=3), found(days=2), other, resident]

    assert sorted(chosen(given)) == [0, 1, 3, 4]
    assert sorted(chosen(given, today={(CELL, RecordKind.HOME): 1})) == [0, 3, 4]
    assert chosen(given, rules={}) == []


def test_what_was_asked_is_not_asked_again_and_what_is_gone_is_known() -> None:
    given = [found(), found()]

    assert chosen(given, asked={given[0].key}) == [1]
    assert gone([given[0].key, "missing:x"], given) == ["missing:x"]


@pytest.mark.parametrize(
    ("needed", "stale_days", "most_a_day", "fits"),
    [
        (("phone", "cell"), 180, 5, True),
        ((), 7, 0, True),
        (("phone",), 3_650, 50, True),
        (("wings",), 180, 5, False),
        ((), 6, 5, False),
        ((), 3_651, 5, False),
        ((), 180, 51, False),
        ((), 180, -1, False),
    ],
)
def test_a_rule_keeps_within_its_bounds(needed: tuple[str, ...], stale_days: int, most_a_day: int, fits: bool) -> None:
    rule = Rule(RecordKind.RESIDENT, needed, stale_days, most_a_day)
    if fits:
        check_rule(rule)
        return
    with pytest.raises(RuleImpossible):
        check_rule(rule)


# ----------------------------------------------------------------------------------------------------------- retention
@pytest.mark.parametrize(("days", "fits"), [(179, False), (180, True), (MOST_DAYS, True), (MOST_DAYS + 1, False)])
def test_a_term_keeps_within_its_bounds(days: int, fits: bool) -> None:
    if fits:
        check_days(days, 180)
        return
    with pytest.raises(TooSoon):
        check_days(days, 180)
