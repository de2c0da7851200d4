"""Under which number is somebody reached, and how much of it is shown?"""

import re

from dispatch.notices.domain.refusals import BadNumber

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")
SHOWN_BEFORE, SHOWN_AFTER = 3, 4


def read_number(given: str) -> str:
    """Return a number as it is kept, digits alone. Raises BadNumber for what no telephone of the country has."""
    digits = re.sub(r"[\s\-()（）]", "", given).removeprefix("+86")
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise BadNumber("a number has 11 digits from 13 on, or begins with the code of a city")
    return digits


def is_mobile(number: str) -> bool:
    return _MOBILE.fullmatch(number) is not None


def masked(number: str) -> str:
    """Return as much of a number as tells whether it is the right one: 138****5678."""
    return f"{number[:SHOWN_BEFORE]}{'*' * (len(number) - SHOWN_BEFORE - SHOWN_AFTER)}{number[-SHOWN_AFTER:]}"
