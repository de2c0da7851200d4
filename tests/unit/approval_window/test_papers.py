"""What do the papers of an application say, and how do they look when much is said, or with strange signs?"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any

import pytest

from approval_window.applications.domain.corrections import SUBSTANCE, ErrorIn
from approval_window.applications.domain.papers import (
    PaperNotFound,
    corrected_by,
    find_paper,
    issued_papers,
    power_of,
)
from approval_window.applications.domain.procedure import DeliveryWay, RejectGround, Remedy
from approval_window.applications.service.papers import templates
from approval_window.items.domain import ItemKind
from approval_window.receipts import Paper
from shared.papers.printing import BOX, as_pdf
from shared.papers.writing import Listed, Sheet, chinese_day, day_of, write_lines
from shared.runtime import metrics
from tests.support import printed

KINDS = sorted(set(Paper) - {Paper.APPEAL})
NAMES = {
    *("applicant", "application", "item", "by", "day", "received_on", "accepted_on", "silent_on", "notice_due_on"),
    *("decision_due_on", "promise_due_on", "legal_days", "promised_days", "organ", "code", "ground", "remedies"),
    *("valid_to", "open_from", "way", "to", "delivered", "count"),
    *("renewed_from", "renewed_on", "silent_until", "ends_on", "hearing_on", "hearing_place", "heard_on"),
    *("decided_on", "of", "of_title", "error", "written", "correct"),
}
VALUES = {name: f"<{name}>" for name in NAMES} | {"words": "第一段\n第二段"}
LISTS = {"here": ["申请书"], "promised": ["平面图"], "missing": ["申请书", "平面图"]}
SEALED = ("某某镇人民政府", "（印章）", "2026年11月30日")
SHEET = Sheet("BY", "不予行政许可决定书", "BY-320585102-2026-000001", ("王小明：", "不予许可。"), SEALED, ("签收：",))


@dataclass(frozen=True, slots=True)
class Kept:
    seq: int
    facts: dict[str, Any] = field(default_factory=dict)
    at: datetime = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)


def pages_of(sheet: Sheet) -> list[str]:
    return printed.pages_of(as_pdf(sheet))


def text_of(kind: str, **changes: str | None) -> str:
    lines = write_lines(templates()["papers"][kind]["lines"], VALUES | changes, LISTS)
    return "\n".join(line if isinstance(line, str) else "\n".join([line.before, *line.each]) for line in lines)


def lacking() -> float:
    return metrics.paper_signs_lacking.labels("BY")._value.get()


def test_there_is_a_template_for_each_kind_of_paper_of_an_application() -> None:
    assert sorted(templates()["papers"]) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_holds_plain_names_and_no_expressions(kind: str) -> None:
    lines = templates()["papers"][kind]["lines"]
    said = [line if isinstance(line, str) else line["before"] for line in lines]
    asked = [part[1:] for line in said for part in Formatter().parse(line) if part[1] is not None]

    assert {name for name, _, _ in asked} <= NAMES
    assert all(not form and conversion is None for _, form, conversion in asked)


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_names_the_applicant_the_application_and_the_item(kind: str) -> None:
    said = text_of(kind)

    assert said.startswith(("<applicant>：", "受送达人：<applicant>", "申请人<applicant>"))
    assert "<application>" in said
    assert "<item>" in said


def test_every_code_of_the_facts_has_its_words() -> None:
    words = templates()["words"]

    assert set(words["by"]) == {str(kind) for kind in ItemKind}
    assert set(words["ground"]) == set(words["ground-of-service"]) == {str(ground) for ground in RejectGround}
    assert set(words["remedy"]) == {str(remedy) for remedy in Remedy}
    assert set(words["way"]) == {str(way) for way in DeliveryWay}
    assert set(words["error"]) == {str(error) for error in set(ErrorIn) - SUBSTANCE}


def test_a_paper_names_those_that_correct_it_and_not_what_was_only_asked_for() -> None:
    facts = {"paper": "ZY-1"}, {"of": "ZY-1"}, {"of": "ZY-1", "paper": "GZ-1"}, {"of": "BY-1", "paper": "GZ-2"}

    assert corrected_by([Kept(seq, dict(one)) for seq, one in enumerate(facts, 1)], "ZY-1") == ["GZ-1"]


def test_a_line_that_speaks_of_something_unknown_is_left_out() -> None:
    assert "请向<organ>提出申请。" in text_of("BS")
    assert "提出申请。" not in text_of("BS", organ=None)
    assert "理由" not in text_of("BY", words=None)


def test_a_notice_counts_and_names_all_materials_and_keeps_the_paragraphs_of_the_clerk() -> None:
    lines = write_lines(templates()["papers"]["BZ"]["lines"], VALUES, LISTS)

    assert Listed("需要补正的材料共 2 项：", ("申请书", "平面图")) in lines
    assert lines[lines.index("第一段") + 1] == "第二段"


def test_what_somebody_wrote_is_never_read_as_a_template_or_as_markup() -> None:
    written = "{applicant} {0.__class__} <b>粗</b> &amp;"

    assert written in text_of("BY", words=written)
    assert written.replace(" ", "") in pages_of(replace(SHEET, lines=("王小明：", written)))[0]


def test_a_day_stands_in_chinese_as_it_is_in_the_town_hall() -> None:
    assert chinese_day(date(2026, 3, 5)) == "2026年3月5日"
    assert day_of("2026-11-30T16:30:00+00:00") == "2026年12月1日"
    assert day_of("2026-11-30") == "2026年11月30日"
    assert day_of(None) is None


def test_the_papers_are_those_of_the_history_and_the_receipt_is_the_first() -> None:
    steps = [Kept(1), Kept(2, {"paper": "SL-320585102-2026-000007"}), Kept(3, {"paper": None})]
    papers = issued_papers("BJ-320585102-2026-000009", steps)

    assert [(one.kind, one.seq, one.day.isoformat()) for one in papers] == [
        ("BJ", 1, "2026-12-01"),
        ("SL", 2, "2026-12-01"),
    ]
    assert find_paper(papers, "SL-320585102-2026-000007") == papers[1]
    with pytest.raises(PaperNotFound):
        find_paper(papers, "SL-320585102-2026-000008")


def test_a_paper_is_given_by_the_power_of_its_own_step_or_of_the_nearest_before() -> None:
    first, last = {"mode": "entrusted", "principal": "a"}, {"mode": "delegated", "principal": "b"}
    steps = [Kept(1, first), Kept(2), Kept(3, last), Kept(4)]

    assert [power_of(steps, seq) for seq in (1, 2, 3, 4)] == [first, first, last, last]
    assert power_of([Kept(1)], 1) == {}


def test_sixty_materials_and_two_thousand_signs_break_over_pages_and_lose_nothing() -> None:
    things, reasons = tuple(f"第{n}份材料" for n in range(60)), "不符合条件的理由之一；" * 200
    pages = pages_of(replace(SHEET, lines=("王小明：", Listed("材料：", things), "理由：", reasons)))

    assert len(pages) > 2
    feet = [f"{SHEET.number}第{n}页，共{len(pages)}页" for n in range(1, len(pages) + 1)]
    assert all(page.startswith(foot) for page, foot in zip(pages, feet, strict=True))
    whole = "".join(page.removeprefix(foot) for page, foot in zip(pages, feet, strict=True))
    assert "".join(f"{n}.{thing}" for n, thing in enumerate(things, 1)) in whole
    assert reasons in whole
    assert whole.endswith("（印章）2026年11月30日签收：")


def test_a_sign_that_the_font_lacks_is_a_box_and_counted() -> None:
    before = lacking()
    said = pages_of(replace(SHEET, lines=("王𠮷龘：", "不予许可。")))[0]

    assert f"王{BOX}{BOX}：" in said
    assert "手工填写" in said
    assert lacking() == before + 2
    assert "手工填写" not in pages_of(SHEET)[0]


def test_the_rarer_signs_of_names_and_places_are_there() -> None:
    before = lacking()

    assert "喆璟昇垚镕䶮堃㛃〇·甪" in pages_of(replace(SHEET, lines=("喆璟昇垚镕䶮堃㛃〇·甪𫖯",)))[0]
    assert lacking() == before


def test_the_same_paper_has_the_same_bytes_and_a_reprint_differs_by_its_mark_alone() -> None:
    again = replace(SHEET, reprint=2)

    assert as_pdf(SHEET) == as_pdf(replace(SHEET))
    assert pages_of(again) == [f"补打（第2次打印）{page}" for page in pages_of(SHEET)]
