"""Which lines of the duty list may a standard name, and when is one that it names a gap?"""

import json
from dataclasses import replace

import pytest

from dispatch.adoption.domain.gaps import Gap, GapCode, gaps_of
from dispatch.adoption.domain.refusals import PackRefused
from dispatch.adoption.domain.standards import check_pack, kept, pack_from
from dispatch.duties.domain.authority import Duty, DutyKind
from tests.unit.dispatch.test_adoption_domain import FULL, KINDS, PACK


def duty(matter: str, lead: str = KINDS[0], kind: DutyKind = DutyKind.BASIC) -> Duty:
    return Duty(matter, kind, lead, (), "法")


def test_a_line_that_a_standard_names_has_a_matter_and_an_agency_of_the_standard_to_lead_it() -> None:
    lines = (duty("M1"), duty("M1"), duty("ghost"), duty("M2", "bureau"), duty("M3", "bureau", DutyKind.SUPPORTING))

    check_pack(replace(PACK, named_duties=(duty("M1"), duty("M3", "bureau", DutyKind.SUPPORTING))), {"M1", "M3"})
    with pytest.raises(PackRefused) as refused:
        check_pack(replace(PACK, named_duties=lines), {"M1", "M2", "M3"})

    problems = refused.value.facts["problems"]
    assert isinstance(problems, list)
    # The county leads what is supporting: that is no agency of the township's.
    assert [(one["place"], one["code"]) for one in problems] == [
        ("named_duties.M1", "adoption.twice"),
        ("named_duties.ghost", "adoption.unknown-matter"),
        ("named_duties.M2", "adoption.no-agency-leads"),
    ]


def test_a_standard_of_before_lines_could_be_named_is_still_read() -> None:
    said = json.loads(json.dumps(kept(replace(PACK, named_duties=(duty("M1"),)))))

    assert pack_from(said).named_duties == (duty("M1"),)
    del said["named_duties"]
    assert pack_from(said).named_duties == ()


def test_a_line_that_is_on_no_list_of_the_township_is_a_gap_and_one_of_another_kind_is_none() -> None:
    pack = replace(PACK, named_duties=(duty("M1", kind=DutyKind.SUPPORTING), duty("M9")))

    assert gaps_of(FULL, pack) == [Gap(GapCode.DUTY_NOT_LISTED, "M9", by_admission=True)]
