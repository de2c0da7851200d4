"""How do items look over HTTP?"""

from datetime import date

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


class ItemOffered(BaseModel):
    """`power` is the one that the item needs; `offered`: the township takes the item on the day."""

    code: str
    name: str
    power: str | None
    offered: bool


class OfferedList(BaseModel):
    region: str
    on: date
    items: list[ItemOffered]
