"""Which papers does each step give, in whose name, and can each of them be filled in?"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from enforcement.papers.domain import PaperKind, Said, authority_of, issued_papers, officers_at, papers_given
from enforcement.papers.service.amounts import penalty_of, yuan
from enforcement.papers.service.filling import Found, sheet_of
from enforcement.papers.service.templates import templates
from enforcement.penalties.domain.course import (
    Conclusion,
    EndGround,
    EvidenceKind,
    ServiceWay,
    SpareGround,
    SpotGround,
)
from enforcement.penalties.domain.goods import DisposalWay
from enforcement.penalties.domain.measures import ExaminationKind, LiftGround, MeasureKind, ThingKind
from enforcement.penalties.domain.sanctions import PartyKind, SanctionKind
from enforcement.penalties.domain.states import TRANSITIONS, PenaltyAction, PenaltyState
from shared.papers.writing import Listed

K, A, S = PaperKind, PenaltyAction, PenaltyState
FILED = '{"party": {"kind": "person", "name": "王小明", "number": "N", "address": null}, "what": "占道"}'
FACTS: dict[str, Any] = {
    "officers": ["o-1", "o-2"],
    "powers": ["P-1"],
    "ended_on": "2026-11-29",
    "found_on": "2026-11-29",
    "authority": "示例镇人民政府",
    "signed": False,
    "kinds": ["fine", "confiscate-gains"],
    "fine_fen": 100_050,
    "confiscated_fen": 1,
    "open_fen": 1,
    "late_fen": 1,
    "on": "2026-11-30",
}


@dataclass(frozen=True, slots=True)
class Row:
    number: str = "CF-320585102-2026-000001"
    region: str = "320585102"
    matter: str = "M0203"
    extra: dict[str, Any] = field(default_factory=dict)


def line(seq: int, kind: PenaltyAction, /, *papers: str, words: str = "所写内容", **facts: Any) -> Said:
    return Said(seq, datetime(2026, 11, 30, 2, 5, tzinfo=UTC), "o-1", kind, FACTS | {"papers": papers} | facts, words)


@pytest.mark.parametrize(
    ("action", "leads_to", "facts", "kinds"),
    [
        (A.FILE, S.INVESTIGATING, {}, [K.FILING]),
        (A.DECIDE_ON_THE_SPOT, S.SERVED, {}, [K.ON_THE_SPOT]),
        (A.PRESERVE, S.INVESTIGATING, {}, [K.PRESERVATION]),
        (A.NOTIFY, S.NOTIFIED, {"hearing_due_at": None}, [K.NOTICE]),
        (A.NOTIFY, S.NOTIFIED, {"hearing_due_at": "2026-12-07T16:00:00Z"}, [K.NOTICE, K.HEARING_RIGHT]),
        (A.FIX_HEARING, S.NOTIFIED, {}, [K.HEARING]),
        (A.DECIDE, S.DECIDED, {"outcome": "punish"}, [K.DECISION]),
        (A.DECIDE, S.DECIDED, {"outcome": "spare"}, [K.NO_PENALTY]),
        (A.DECIDE, S.DECIDED, {"outcome": "unfounded"}, [K.NO_PENALTY]),
        (A.DECIDE, S.DECIDED, {"outcome": "crime"}, []),
        (A.SERVE, S.SERVED, {}, [K.RECEIPT]),
        (A.PUT_OFF, S.SERVED, {}, [K.PUT_OFF]),
        (A.DEMAND, S.SERVED, {}, [K.DEMAND]),
        (A.APPLY_TO_COURT, S.SERVED, {}, [K.COURT]),
        (A.TRANSFER, S.CLOSED, {}, [K.TRANSFER, K.CLOSING]),
        (A.TRANSFER, S.CLOSED, {"measures": [1]}, [K.TRANSFER, K.GOES_ALONG, K.CLOSING]),
        (A.IMPOSE_MEASURE, S.NOTIFIED, {}, [K.MEASURE, K.INVENTORY, K.SITE_RECORD]),
        (A.IMPOSE_URGENT_MEASURE, S.INVESTIGATING, {}, [K.MEASURE, K.INVENTORY, K.SITE_RECORD]),
        (A.EXTEND_MEASURE, S.INVESTIGATING, {}, [K.MEASURE_LONGER]),
        (A.EXAMINE_MEASURE, S.INVESTIGATING, {}, [K.EXAMINATION]),
        (A.LIFT_MEASURE, S.SERVED, {}, [K.MEASURE_LIFTED]),
        (A.TAKE_GOODS, S.SERVED, {}, [K.GOODS_INVENTORY]),
        (A.DISPOSE_GOODS, S.SERVED, {}, [K.GOODS_DISPOSAL]),
        (A.RETURN_GOODS, S.SERVED, {}, []),
        (A.TERMINATE, S.CLOSED, {}, [K.TERMINATION, K.CLOSING]),
        (A.ADD_EVIDENCE, S.INVESTIGATING, {"kind": "site-record"}, [K.SITE_RECORD_OF_CASE]),
        (A.ADD_EVIDENCE, S.INVESTIGATING, {"kind": "statement"}, [K.STATEMENT]),
        (A.ADD_EVIDENCE, S.INVESTIGATING, {"kind": "witness"}, [K.STATEMENT]),
        (A.ADD_EVIDENCE, S.INVESTIGATING, {"kind": "document"}, []),
        (A.EXCLUDE_EVIDENCE, S.NOTIFIED, {}, [K.EXCLUSION]),
        (A.SETTLE_PRESERVED, S.INVESTIGATING, {}, [K.PRESERVED]),
        (A.CONCLUDE, S.CONCLUDED, {}, [K.REPORT]),
        (A.STATE_DEFENCE, S.NOTIFIED, {}, [K.DEFENCE]),
        (A.CHECK_DEFENCE, S.NOTIFIED, {}, [K.DEFENCE_CHECKED]),
        (A.HOLD_HEARING, S.NOTIFIED, {}, [K.HEARING_RECORD]),
        (A.REVIEW, S.NOTIFIED, {}, [K.REVIEW]),
        (A.DISCUSS, S.NOTIFIED, {}, [K.DISCUSSION]),
        (A.DECIDE_RECUSAL, S.INVESTIGATING, {}, [K.RECUSAL]),
        (A.APPROVE_DEVIATION, S.CONCLUDED, {}, [K.DEVIATION]),
        (A.SUSPEND, S.SUSPENDED, {}, [K.SUSPENSION]),
        (A.RESUME, S.CONCLUDED, {}, [K.RESUMPTION]),
        (A.EXTEND, S.NOTIFIED, {}, [K.EXTENSION]),
        (A.CHECK_CORRECTION, S.SERVED, {}, [K.CORRECTION_CHECKED]),
        (A.END_APPEAL, S.CLOSED, {"result": "revoked"}, [K.CLOSING]),
        (A.END_APPEAL, S.SERVED, {"result": "upheld"}, []),
        (A.CLOSE, S.CLOSED, {}, [K.CLOSING]),
        (A.PAY, S.SERVED, {}, []),
    ],
)
def test_each_step_gives_its_papers(action: Any, leads_to: Any, facts: dict[str, Any], kinds: list[PaperKind]) -> None:
    assert list(papers_given(action, leads_to, facts)) == kinds


def test_every_kind_of_paper_is_given_by_some_step_and_has_its_template() -> None:
    facts: list[dict[str, Any]] = [{"outcome": "punish", "hearing_due_at": "x"}, {"outcome": "spare", "measures": [1]}]
    facts += [{"kind": "site-record"}, {"kind": "witness"}]
    steps = [*((action, leads) for (_, action), leads in TRANSITIONS.items()), (A.FILE, S.INVESTIGATING)]
    given = {
        kind for step in [*steps, (A.DECIDE_ON_THE_SPOT, S.SERVED)] for f in facts for kind in papers_given(*step, f)
    }
    # An order to correct is given with a decision where something is left to be corrected.
    assert given | {K.CORRECTION} == set(PaperKind) == set(templates()["papers"])


@pytest.mark.parametrize("kind", PaperKind)
def test_every_paper_names_the_party_and_the_case_or_its_decision_and_is_in_the_name_of_its_authority(
    kind: PaperKind,
) -> None:
    number = f"{kind}-320585102-2026-000001"
    first = A.DECIDE_ON_THE_SPOT if kind is K.ON_THE_SPOT else A.FILE
    lines = [line(1, first, *([number] if kind is K.ON_THE_SPOT else []), words=FILED)]
    lines += [line(2, A.DECIDE, "JD-320585102-2026-000009", outcome="punish")]
    lines += [line(3, A.SERVE), line(4, A.DEMAND), line(5, A.CLOSE, number)]
    paper = next(one for one in issued_papers(lines) if one.number == number)
    sheet = sheet_of(Found(Row(), lines, paper, "示例市人民政府"), None)  # type: ignore[arg-type]
    words = "\n".join(one if isinstance(one, str) else one.before for one in sheet.lines)
    assert "王小明" in words
    assert "CF-320585102" in words or "JD-320585102" in words or kind in {K.ON_THE_SPOT, K.HEARING}
    assert sheet.sealed == ("示例镇人民政府", "（印章）", "2026年11月30日")


def test_a_decision_lists_its_evidence_and_only_what_was_there_when_it_was_given() -> None:
    lines = [line(1, A.FILE, words=FILED), line(2, A.ADD_EVIDENCE, kind="document", words="照片")]
    lines += [line(3, A.DECIDE, "JD-320585102-2026-000009"), line(4, A.ADD_EVIDENCE, kind="object", words="后来的")]
    paper = issued_papers(lines)[0]
    sheet = sheet_of(Found(Row(), lines, paper, "示例市人民政府"), None)  # type: ignore[arg-type]
    assert [one.each for one in sheet.lines if isinstance(one, Listed)] == [("书证：照片",)]


def test_who_was_recused_stands_on_no_later_paper() -> None:
    recused = line(3, A.DECIDE_RECUSAL, officer="o-2", replacement="o-3", granted=True)
    kept = line(2, A.DECIDE_RECUSAL, officer="o-1", replacement=None, granted=False)
    lines = [line(1, A.FILE, words=FILED), kept, recused]
    assert [officers_at(lines, seq) for seq in (1, 2, 3)] == [["o-1", "o-2"], ["o-1", "o-2"], ["o-1", "o-3"]]


def test_delegated_it_is_the_township_and_entrusted_the_principal() -> None:
    assert authority_of("delegated", "镇", "局") == authority_of(None, "镇", "局") == "镇"
    assert authority_of("entrusted", "镇", "局") == "局\n（受委托实施行政执法：镇）"


def test_amounts_and_kinds_stand_in_words() -> None:
    assert yuan(123_456_705) == "人民币1,234,567.05元"
    assert penalty_of({"kinds": ["warning"]}) == "警告"
    assert penalty_of(FACTS) == "罚款人民币1,000.50元；没收违法所得；没收金额合计人民币0.01元"
    assert penalty_of({}) is None


def test_gains_and_what_goods_are_worth_stand_apart_and_one_sum_as_it_was_decided() -> None:
    both: dict[str, Any] = {"kinds": ["confiscate-gains", "confiscate-goods"], "confiscated_fen": 100}
    assert penalty_of(both) == "没收违法所得；没收非法财物；没收金额合计人民币1.00元"
    parts = "没收违法所得；没收非法财物；没收违法所得金额人民币1.00元；没收的非法财物价值人民币2.00元"
    assert penalty_of(both | {"goods_fen": 200}) == parts


def test_every_code_of_the_facts_has_its_words() -> None:
    of_table = {
        "party": PartyKind,
        "kind": SanctionKind,
        "evidence": EvidenceKind,
        "way": ServiceWay,
        "spare": SpareGround,
        "outcome": Conclusion,
        "end": EndGround,
        "collected": SpotGround,
        "measure": MeasureKind,
        "thing": ThingKind,
        "examination": ExaminationKind,
        "lift": LiftGround,
        "disposal": DisposalWay,
    }
    words = templates()["words"]
    assert {name: set(words[name]) for name in of_table} == {n: {str(c) for c in kind} for n, kind in of_table.items()}
