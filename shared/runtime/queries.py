"""Which questions do the lists and registers of every service answer alike? How many, and as of which day."""

from datetime import date
from typing import Annotated

from fastapi import Query

from shared.runtime.bodies import FIRST_DAY, LAST_DAY

Limit = Annotated[int, Query(ge=1, le=200)]
AsOf = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="The day asked about; today by default")]
# Of a record that shows all that ever was: what of it held, or was known, on a day.
EverAsOf = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="The day asked about; all by default")]
