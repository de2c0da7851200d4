"""How do the papers of a penalty case look over HTTP?"""

from datetime import date

from pydantic import BaseModel

from enforcement.papers.domain import PaperKind


class PaperShown(BaseModel):
    """`kind`: the initials with which its number begins; `seq`: the line of the record that gave it."""

    kind: PaperKind
    title: str
    number: str
    seq: int
    day: date
    prints: int


class PaperList(BaseModel):
    items: list[PaperShown]
