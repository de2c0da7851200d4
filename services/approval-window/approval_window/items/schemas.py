"""How do items look over HTTP?"""

from pydantic import BaseModel, ConfigDict

from shared.runtime.bodies import Body
from shared.runtime.text import Code

from .domain import ItemKind


class ItemShown(BaseModel):
    """Terms in working days."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    version: int
    name: str
    name_en: str
    kind: ItemKind
    legal_days: int
    promised_days: int
    power: str | None


class PowerNeeded(Body):
    """The county's power that a township needs for an item; null: none."""

    power: Code | None


class ItemList(BaseModel):
    items: list[ItemShown]
