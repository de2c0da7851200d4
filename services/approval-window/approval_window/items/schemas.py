"""How do items look over HTTP?"""

from pydantic import BaseModel, ConfigDict

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


class ItemList(BaseModel):
    items: list[ItemShown]
