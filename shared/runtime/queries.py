"""Which questions do the lists and registers of every service answer alike? How many, and as of which day."""

from datetime import date
from typing import Annotated

from fastapi import Query

from shared.runtime.bodies import FIRST_DAY, LAST_DAY

Limit = Annotated[int, Query(ge=1, le=200)]
AsOf = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="The day asked about; today by default")]
