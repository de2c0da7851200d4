"""Which pieces do the bodies of the window share? Where a counter stands, and how a person is reached."""

from typing import Annotated

from pydantic import StringConstraints

from shared.runtime.bodies import Body
from shared.runtime.text import Line

# 9 digits a township, 12 a village or community: where somebody stands at a counter.
CounterRegion = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{8}(?:[0-9]{3})?$")]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 \-]{4,18}[0-9]$")]


class Person(Body):
    name: Line
    phone: Phone | None = None
