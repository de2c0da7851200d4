"""How do the papers of an application look over HTTP?"""

from datetime import date

from pydantic import BaseModel

from shared.runtime.bodies import Body
from shared.runtime.text import Line


class PaperShown(BaseModel):
    """`kind`: the initials with which its number begins; `seq`: the step that gave it; `prints`: how often printed.

    `corrected_by`: the papers by which errors in it were corrected.
    """

    kind: str
    title: str
    number: str
    seq: int
    day: date
    prints: int
    corrected_by: list[str] = []


class PaperList(BaseModel):
    items: list[PaperShown]


class PrintAsked(Body):
    purpose: Line
