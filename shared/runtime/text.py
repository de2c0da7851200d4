"""Which text may come in? Any language, but nothing that a database, a log or a screen would choke on."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from shared.errors import Unfit

# Unicode categories Cc, without tab and line ends, and Cs.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(value: str) -> str:
    """Return `value`, NFC. Raises ValueError for NUL and other control characters, and for lone surrogates."""
    if _FORBIDDEN.search(value):
        raise Unfit("control characters are not allowed", "含有不允许的控制字符")
    return unicodedata.normalize("NFC", value)


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(clean)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000), AfterValidator(clean)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:\-]{0,127}$")]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[1-9]\d(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$")]
