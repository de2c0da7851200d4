"""What is asked at an inspection of a field, and is every question answered?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.errors import Conflict, Invalid, NotFound


class AnswerKind(StrEnum):
    """`yes`: it is as it must be, `no`: it is not."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not-applicable"


class ChecklistMissing(NotFound):
    code = "inspections.checklist-missing"
    said = "该领域尚未制定检查清单"


class ChecklistChanged(Conflict):
    """Somebody else published a version meanwhile; `version` is the newest."""

    code = "inspections.checklist-changed"
    said = "检查清单已有新版本，请重新读取"


class QuestionsDoubled(Invalid):
    code = "inspections.questions-doubled"
    said = "检查清单中的项目编号重复"


class NotAllAnswered(Invalid):
    """Every question is answered once, and no other; the facts name those that are not."""

    code = "inspections.not-all-answered"
    said = "检查清单须逐项作答，不得遗漏、重复或者增加"


class MeasurementUnfit(Invalid):
    """What is measured has its value, in the unit that the question names; nothing else has one."""

    code = "inspections.measurement-unfit"
    said = "测量项目须填写数值，单位与清单一致"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, so that "yes" is well; `unit`: it is measured, in this unit."""

    code: str
    text: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    answer: AnswerKind
    measured: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """What holds for inspections of a field, in a region, since a version.

    `matter`: what the officers are qualified for and act by a power in; `quiet_days`: so long one enterprise is not
    inspected again, `yearly_cap`: nor more often in a calendar year (None: as often as may be); `items`: whose licences
    are objects of this field.
    """

    region: str
    field: str
    version: int
    matter: str
    quiet_days: int
    yearly_cap: int | None
    items: tuple[str, ...]
    questions: tuple[Question, ...]


def check_questions(questions: Sequence[Question]) -> None:
    """Raise QuestionsDoubled where two have one code."""
    doubled = sorted(code for code, times in Counter(one.code for one in questions).items() if times > 1)
    if doubled:
        raise QuestionsDoubled("a question stands once", questions=doubled)


def require_answered(questions: Sequence[Question], answers: Sequence[Answer]) -> None:
    """Raise NotAllAnswered, MeasurementUnfit unless each question is answered, with its value where it is measured."""
    given = Counter(one.question for one in answers)
    asked = {one.code: one for one in questions}
    wrong = sorted({*asked} ^ {*given} | {code for code, times in given.items() if times > 1})
    if wrong:
        raise NotAllAnswered("each question once", questions=wrong)
    unfit = sorted(one.question for one in answers if not _fits(asked[one.question], one))
    if unfit:
        raise MeasurementUnfit("a value in the unit of the question", questions=unfit)


def failed(answers: Sequence[Answer]) -> list[str]:
    """Return the questions that were answered with "no"."""
    return sorted(one.question for one in answers if one.answer is AnswerKind.NO)


def _fits(question: Question, answer: Answer) -> bool:
    measured = answer.measured is not None
    if question.unit is None or answer.answer is AnswerKind.NOT_APPLICABLE:
        return not measured and answer.unit is None
    return measured and answer.unit == question.unit
