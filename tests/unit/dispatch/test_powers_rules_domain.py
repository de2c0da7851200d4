"""Who is ready for a power, what may stand in the catalogue, and which powers nobody watches."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from dispatch.powers.domain.catalogue import (
    LAW,
    CatalogueRow,
    Known,
    Mode,
    PowerKind,
    check_rows,
    law_of,
    require_province,
)
from dispatch.powers.domain.readiness import Readiness, Required, lacks_of, require_ready
from dispatch.powers.domain.refusals import CheckImpossible, NotReady, NotTheProvince, NotTheSupervisor, RowsRefused
from dispatch.powers.domain.supervision import (
    Check,
    Supervision,
    Unit,
    Vacuum,
    require_check,
    require_department,
    require_supervisor,
    vacuum_of,
)
from shared.errors import Invalid
from shared.terms import add_months

ONE_DAY = timedelta(days=1)
FIRST = date(2026, 12, 1)
LAST = date(2027, 3, 1)


# ----------------------------------------------------------------------------------------------------------- readiness
NEEDS = Required("urban", 2, ("recorder", "vehicle"))
FIT = Readiness(("o-1", "o-2"), ("recorder", "vehicle"), FIRST)
BOTH = {"o-1", "o-2"}


@pytest.mark.parametrize(
    ("readiness", "officers", "qualified", "codes"),
    [
        (FIT, BOTH, BOTH, []),
        (FIT, {"o-1"}, BOTH, ["powers.not-an-officer", "powers.too-few-officers"]),
        (FIT, BOTH, {"o-1"}, ["powers.not-qualified", "powers.too-few-officers"]),
        (replace(FIT, equipment=("vehicle",)), BOTH, BOTH, ["powers.equipment-missing"]),
        (replace(FIT, trained_on=None), BOTH, BOTH, ["powers.untrained"]),
        (replace(FIT, trained_on=LAST), BOTH, BOTH, ["powers.untrained"]),
        (replace(FIT, officers=("o-1", "o-1")), BOTH, BOTH, ["powers.too-few-officers"]),
    ],
)
def test_each_thing_that_a_township_lacks_is_named(
    readiness: Readiness, officers: set[str], qualified: set[str], codes: list[str]
) -> None:
    assert [lack["code"] for lack in lacks_of(readiness, NEEDS, officers, qualified, FIRST)] == codes


def test_one_unfit_officer_beside_two_fit_ones_does_no_harm() -> None:
    third = replace(FIT, officers=(*FIT.officers, "o-3"))

    require_ready(third, NEEDS, BOTH, BOTH, FIRST)
    with pytest.raises(NotReady):
        require_ready(FIT, NEEDS, BOTH, {"o-1"}, FIRST)
    with pytest.raises(NotReady) as refused:
        require_ready(None, Required("licences", 0, ()), set(), set(), FIRST)
    assert refused.value.facts["lacks"] == [{"code": "powers.untrained"}]


# ----------------------------------------------------------------------------------------------------------- catalogue
def row(code: str = "P-1", **changes: Any) -> CatalogueRow:
    usual = CatalogueRow(
        code, "罚款", PowerKind.PENALTY, Mode.DELEGATED, "urban", "bureau", ("M1",), "条例第一条", 2, ()
    )
    return replace(usual, **changes)


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (row(matters=("ghost",)), "powers.unknown-matter"),
        (row(mode=Mode.ENTRUSTED), "powers.penalty-not-entrusted"),
        (row(officers=1), "powers.two-officers-needed"),
        (row(valid_to=FIRST - ONE_DAY), "powers.ends-before-it-begins"),
        (row("P-6"), "powers.later-version-exists"),
        (row("P-0"), "powers.twice"),
    ],
)
def test_each_bad_row_of_the_catalogue_is_named(bad: CatalogueRow, problem: str) -> None:
    with pytest.raises(RowsRefused) as refused:
        check_rows([row("P-0"), bad], FIRST, {"P-6": Known(1, FIRST, None)}, {"M1"})

    named = refused.value.facts["rows"]
    assert isinstance(named, list)
    assert (named[-1]["index"], named[-1]["code"]) == (1, problem)
    check_rows([row("P-6")], FIRST + ONE_DAY, {"P-6": Known(1, FIRST, None)}, {"M1"})


def test_each_kind_and_mode_has_its_article_and_a_penalty_is_never_entrusted() -> None:
    assert set(LAW) == set(product(PowerKind, Mode)) - {(PowerKind.PENALTY, Mode.ENTRUSTED)}
    assert law_of(PowerKind.PENALTY, Mode.DELEGATED) == "行政处罚法 24"
    assert law_of(PowerKind.LICENCE, Mode.ENTRUSTED) == "行政许可法 24"
    assert law_of(PowerKind.PENALTY, Mode.ENTRUSTED) is None


@pytest.mark.parametrize("scope", ["3206", "320681", "320681100"])
def test_only_the_province_keeps_the_catalogue(scope: str) -> None:
    require_province("32")
    with pytest.raises(NotTheProvince):
        require_province(scope)


# --------------------------------------------------------------------------------------------------------- supervision
WATCHED = Supervision("u-1", "双随机", 3)


@pytest.mark.parametrize(
    ("supervision", "last_check", "missing"),
    [
        (None, None, [Vacuum.NO_AGENCY]),
        (Supervision("u-1", None, None), None, [Vacuum.NO_PLAN, Vacuum.NEVER_CHECKED]),
        (Supervision("u-1", None, None), FIRST, [Vacuum.NO_PLAN]),
        (WATCHED, None, [Vacuum.NEVER_CHECKED]),
        (WATCHED, add_months(LAST, -4), [Vacuum.CHECK_OVERDUE]),
        (WATCHED, add_months(LAST, -3), []),
    ],
)
def test_what_nobody_watches_is_named(
    supervision: Supervision | None, last_check: date | None, missing: list[Vacuum]
) -> None:
    assert vacuum_of(supervision, last_check, LAST) == missing


@pytest.mark.parametrize("check", [Check(FIRST + ONE_DAY, 5, {}), Check(FIRST, 1, {"late": 1, "form": 1})])
def test_a_check_is_of_the_past_and_finds_no_more_than_it_looks_at(check: Check) -> None:
    require_check(Check(FIRST, 2, {"late": 1, "form": 1}), FIRST)
    with pytest.raises(CheckImpossible):
        require_check(check, FIRST)


def test_only_the_named_agency_of_the_county_checks() -> None:
    require_supervisor("u-1", "u-1")
    for stranger in ("u-2", None):
        with pytest.raises(NotTheSupervisor):
            require_supervisor("u-1", stranger)
    units = {"u-1": Unit("320681", "bureau"), "u-2": Unit("320682", "bureau")}
    assert require_department("u-1", "320681", units) == "bureau"
    for stranger in ("u-2", "u-9"):
        with pytest.raises(Invalid):
            require_department(stranger, "320681", units)
