"""Which papers does each step of an inspection give, and is there a word for each code on them?"""

from typing import Any

import pytest

from enforcement.inspections.domain.checklists import AnswerKind
from enforcement.inspections.domain.inspections import Ground, InspectionAction, InspectionState
from enforcement.inspections.domain.papers import InspectionPaper, papers_given
from enforcement.inspections.domain.quiet import Reason
from enforcement.inspections.service import opening
from enforcement.papers.domain import PaperKind
from enforcement.papers.service.templates import OF_INSPECTIONS, templates
from enforcement.penalties.service import filing, simple

K, A, S = InspectionPaper, InspectionAction, InspectionState


@pytest.mark.parametrize(
    ("action", "state", "kinds"),
    [
        (A.SIGN, S.OPEN, ()),
        (A.SIGN, S.SIGNED, (K.SITE_RECORD,)),
        (A.FIND_NOTHING, S.CLOSED, (K.RESULT,)),
        (A.ORDER, S.ORDERED, (K.ORDER,)),
        (A.RECHECK, S.UNCORRECTED, (K.RECHECK,)),
        (A.RECHECK, S.CLOSED, (K.RECHECK,)),
        (A.ANSWER, S.OPEN, ()),
        (A.FILE_PENALTY, S.CLOSED, ()),
    ],
)
def test_each_step_gives_its_paper(action: Any, state: Any, kinds: tuple[InspectionPaper, ...]) -> None:
    assert papers_given(action, state) == kinds


def test_numbers_of_inspections_papers_begin_as_no_others_of_the_team() -> None:
    others = {*map(str, PaperKind), opening.NUMBERED, filing.NUMBERED, simple.NUMBERED}
    assert {*map(str, InspectionPaper)} & others == set()


def test_every_paper_and_every_code_has_its_words() -> None:
    said = templates(OF_INSPECTIONS)
    assert set(said["papers"]) == set(InspectionPaper)
    words = said["words"]
    for table, codes in (("ground", Ground), ("reason", Reason), ("answer", AnswerKind)):
        assert set(words[table]) == set(codes)
    assert "D-1" in words["ground"][Ground.DRAW].format_map({"draw_id": "D-1"})
