"""What do the bodies about powers share? How many rows, and how many were taken."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.runtime.text import Code

MAX_ROWS = 1000
Few = Annotated[list[Code], Field(max_length=50)]


class FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Taken(BaseModel):
    count: int
