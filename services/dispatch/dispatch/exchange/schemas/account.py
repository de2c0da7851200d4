"""What does a caller see of the account: what was asked for, what was had of it, and what nobody uses?"""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class UseLine(_FromRow):
    """What a department asked of a set and had of it; `days_to_decision` on average, None where none was decided."""

    region: str
    set_code: str
    unit: str
    requests: int
    granted: int
    refused: int
    days_to_decision: float | None
    queries: int
    rows: int
    deliveries: int
    rows_pushed: int

    @property
    def key(self) -> str:
        return f"{self.region}:{self.set_code}:{self.unit}"


class SetNamed(_FromRow):
    region: str
    code: str

    @property
    def key(self) -> str:
        return f"{self.region}:{self.code}"


class Use(BaseModel):
    """The account of some days (both inside), and the sets of which nobody has had a row yet; each by its own pages."""

    since: date
    until: date
    items: list[UseLine]
    next: str | None = Field(description="`after` of the next page of `items`")
    never_used: list[SetNamed]
    next_unused: str | None = Field(description="`after_unused` of the next page of `never_used`")
