"""Which place do the bodies of the team name?"""

from typing import Annotated

from pydantic import StringConstraints

# 9 digits a township, 12 a village or community.
FieldRegion = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{8}(?:[0-9]{3})?$")]
