"""How does a wish for support at a formal verification look over HTTP?"""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from grid.tasks.domain.rules import Article
from grid.tasks.domain.supporting import Wish
from shared.runtime.bodies import Body, Place
from shared.runtime.text import Code
from shared.schemas.vocabulary import Urgency

Township = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{8}(\d{3})?$")]
CellCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{15}$")]


class SupportWished(Body):
    """`officials`: the two or more who verify; what it is about by kind and id (an application, a penalty case …)."""

    client_id: UUID
    article: Article
    officials: Annotated[list[Code], Field(max_length=10)]
    region: Township
    cell: CellCode | None = None
    about_kind: Code
    about_id: Code
    urgency: Urgency = Urgency.NORMAL
    due_at: AwareDatetime | None = None
    position: Place | None = None

    def read(self) -> Wish:
        place = self.position.read() if self.position else None
        return Wish(**{**dict(self), "officials": tuple(self.officials), "position": place})


class SupportGiven(BaseModel):
    """`lead`: what the worker brings is none of the record."""

    task_id: UUID
    lead: str
