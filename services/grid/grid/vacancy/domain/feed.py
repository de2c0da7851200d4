"""May a reading of a meter come in, and if not, why?

One message holds one meter's or one batch's readings, in three columns of one length: meters, seconds since 1970,
kilowatt-hours on the register. A row that is wrong is refused alone; a message whose columns do not fit is no message.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.errors import Reason, Unfit

MOST_READINGS = 5000
# Clocks of meters run ahead by so much at most.
AHEAD_S = 300
MOST_KWH = 1e9
LONGEST_METER = 64


class Why(Reason):
    MALFORMED = "vacancy.reading-malformed", "读数格式有误"
    NEGATIVE = "vacancy.reading-negative", "读数为负"
    FUTURE = "vacancy.reading-from-the-future", "读数时间在将来"
    TOO_LATE = "vacancy.reading-too-late", "读数到达过晚"
    OUTSIDE = "vacancy.reading-outside-the-watch", "读数不在监测期内"
    RESTARTED = "vacancy.register-restarted", "电表示数重新起算，已自新示数起计"


class PowerUsage(BaseModel):
    """The body of a message of `feed.power-usage.v1`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    message_id: Annotated[str, StringConstraints(pattern=r"^[\w\-./:]{1,64}$")]
    meters: list[Any] = Field(min_length=1, max_length=MOST_READINGS)
    at: list[Any] = Field(max_length=MOST_READINGS)
    kwh: list[Any] = Field(max_length=MOST_READINGS)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not len(self.meters) == len(self.at) == len(self.kwh):
            raise Unfit("the three columns have one length", "三列长度不一致")
        return self


@dataclass(frozen=True, slots=True)
class Readings:
    """Rows of a message as numbers; `why` says by row what is wrong, None where it is good."""

    meters: list[Any]
    at: NDArray[np.int64]
    wh: NDArray[np.int64]
    why: list[Why | None]


def read(message: PowerUsage, now_s: float) -> Readings:
    """Read the rows of a message at the second `now_s`."""
    at, at_good = _numbers(message.at)
    kwh, kwh_good = _numbers(message.kwh)
    named = np.array([isinstance(one, str) and 0 < len(one) <= LONGEST_METER for one in message.meters])
    why = np.full(len(at), None, object)
    why[at > now_s + AHEAD_S] = Why.FUTURE
    why[kwh < 0] = Why.NEGATIVE
    why[~(named & at_good & kwh_good) | (at < 0) | (kwh > MOST_KWH)] = Why.MALFORMED
    return Readings(message.meters, at.astype(np.int64), np.rint(kwh * 1000).astype(np.int64), why.tolist())


def _numbers(column: list[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return a column as numbers, and which of them are some."""
    kinds = {type(one) for one in column}
    values = column if kinds <= {int, float} else [one if type(one) in {int, float} else np.nan for one in column]
    try:
        found = np.asarray(values, np.float64)
    except OverflowError:
        found = np.asarray([one if abs(one) < MOST_KWH * MOST_KWH else np.nan for one in values], np.float64)
    good = np.isfinite(found)
    return np.where(good, found, 0), good
