"""What does a paper of an inspection say? Its template, filled from the lines of the record up to its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from enforcement.inspections.domain.checklists import AnswerKind, Question
from enforcement.inspections.domain.inspections import InspectionAction, InspectionState
from enforcement.inspections.domain.papers import InspectionPaper
from enforcement.papers.domain import Issued, Said, last_of, named
from enforcement.photos.domain.proof import PHOTO
from shared.clock import town_day
from shared.papers.writing import Sheet, chinese_day, chinese_moment, day_of

from .templates import OF_INSPECTIONS, filled, title_of
from .templates import word as _word

A = InspectionAction
# What is filled in by hand: nobody knew whom he inspects.
BY_HAND = "________________（由执法人员现场填写）"


@dataclass(frozen=True, slots=True)
class Visited:
    """A paper, and all that it is filled from: the inspection, its record, its questions, numbers of certificates."""

    row: Row[Any]
    lines: Sequence[Said]
    paper: Issued
    reviewer: str
    numbers: Mapping[str, str]
    questions: Sequence[Question]

    @property
    def line(self) -> Said:
        return next(line for line in self.lines if line.seq == self.paper.seq)

    def last(self, action: InspectionAction) -> Said | None:
        return last_of(self.lines, self.paper.seq, action)

    def each(self, kind: str) -> list[Said]:
        return [line for line in self.lines if line.kind == kind and line.seq <= self.paper.seq]


def sheet_of(found: Visited, reprint: int | None) -> Sheet:
    """Return what a paper says; `reprint` is the number of the print, None on the original."""
    answers = _answers(found)
    lists = {
        "credentials": [f"{chinese_moment(line.at)}，向{line.words}出示" for line in found.each(A.SHOW_CREDENTIALS)],
        "answers": [said for _, said in answers],
        "failed": [said for kind, said in answers if kind == AnswerKind.NO],
    }
    values = _of_inspection(found) | _of_site(found) | _of_order(found)
    return filled(found.paper, found.line, values, lists, reprint, OF_INSPECTIONS)


def word(table: str, code: object) -> str | None:
    """Return the word for a code of the facts; None where there is no code."""
    return _word(table, code, OF_INSPECTIONS)


def _of_inspection(found: Visited) -> dict[str, str | None]:
    """Return what an inspection is of and by whom, as its first line says it, and who was inspected."""
    row, opened, signed = found.row, found.lines[0], _signed(found)
    written = json.loads(opened.words or "{}")
    who = json.loads(signed.words or "{}") if signed else {}
    licence = f"许可证件（标识{who['licence']}）的持有人" if who.get("licence") else None
    ground = word("ground", opened.facts["ground"]) or ""
    return {
        "inspection": row.number,
        "field": row.field,
        "matter": row.matter,
        "powers": "、".join(opened.facts["powers"]) or None,
        # Neither a complaint's number nor a clue's words: whoever told of it is not named to whom it is about.
        "ground": ground.format_map({name: opened.facts.get(name) for name in ("plan_id", "draw_id")}),
        "reason": word("reason", opened.facts.get("reason")),
        "party": who.get("name") or licence or BY_HAND,
        "party_number": who.get("number"),
        "item": who.get("item"),
        "address": who.get("address"),
        "place": written.get("place") or who.get("address") or f"区划代码{row.region}",
        "officers": named(opened.facts["officers"], found.numbers),
        "reviewer": found.reviewer,
    }


def _of_site(found: Visited) -> dict[str, str | None]:
    """Return what was done on the spot: when, what was written, how many photos."""
    shown, answered, signed = found.each(A.SHOW_CREDENTIALS), found.last(A.ANSWER), _signed(found)
    return {
        "begun": chinese_moment(shown[0].at) if shown else None,
        "moment": chinese_moment(found.line.at),
        "note": answered.words if answered else None,
        "photos": str(len(found.each(PHOTO))),
        "signed_on": chinese_day(town_day(signed.at)) if signed else None,
        "site_record": _name(signed, InspectionPaper.SITE_RECORD),
    }


def _of_order(found: Visited) -> dict[str, str | None]:
    """Return what was ordered, by which day, and whether it was corrected."""
    line, ordered = found.line, found.last(A.ORDER)
    checked = line if line.kind == A.RECHECK else None
    return {
        "words": line.words,
        "due_on": day_of(ordered.facts["due_on"]) if ordered else None,
        "ordered_on": chinese_day(town_day(ordered.at)) if ordered else None,
        "order": _name(ordered, InspectionPaper.ORDER),
        "corrected": word("corrected", checked.facts["corrected"]) if checked else None,
        "recheckers": named(checked.facts["officers"], found.numbers) if checked else None,
    }


def _signed(found: Visited) -> Said | None:
    """Return the line of the last signature."""
    signed = [line for line in found.each(A.SIGN) if line.facts["state"] == InspectionState.SIGNED]
    return signed[-1] if signed else None


def _name(line: Said | None, kind: InspectionPaper) -> str | None:
    """Return title and number of the paper that a line gave; what was done before papers were kept gave none."""
    number = next(iter(line.facts.get("papers", ())), None) if line else None
    return f"{title_of(kind, OF_INSPECTIONS)}{number}" if number else None


def _answers(found: Visited) -> list[tuple[str, str]]:
    """Return the answers and how they stand on papers, in the order of the questions."""
    answered = found.last(A.ANSWER)
    given = {one["question"]: one for one in (answered.facts["answers"] if answered else ())}
    asked = [(one.text, given[one.code]) for one in found.questions if one.code in given]
    return [(one["answer"], f"{text}：{word('answer', one['answer'])}{_measured(one)}") for text, one in asked]


def _measured(answer: Mapping[str, Any]) -> str:
    return f"，实测{answer['measured']}{answer['unit']}" if answer["measured"] is not None else ""
