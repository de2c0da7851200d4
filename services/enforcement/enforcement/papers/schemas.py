"""How do the papers of a penalty case and of an inspection look over HTTP?"""

from datetime import date

from pydantic import BaseModel

from enforcement.inspections.domain.papers import InspectionPaper
from enforcement.papers.domain import PaperKind


class _Paper(BaseModel):
    title: str
    number: str
    seq: int
    day: date
    prints: int


class PaperShown(_Paper):
    """`kind`: the initials with which its number begins; `seq`: the line of the record that gave it."""

    kind: PaperKind


class PaperList(BaseModel):
    items: list[PaperShown]


class InspectionPaperShown(_Paper):
    """As a paper of a penalty case."""

    kind: InspectionPaper


class InspectionPaperList(BaseModel):
    items: list[InspectionPaperShown]
