"""How is personal data compared, and how is it shown to somebody who need not read it?"""

import re
import unicodedata

VISIBLE_DIGITS = 4
LEAST_DIGITS = 7

_MOBILE = re.compile(r"^0?(1[3-9]\d{9})$")
_COUNTRY = re.compile(r"^(?:00)?86(?=1[3-9]\d{9}$|[1-9]\d{9,10}$)")
_LANDLINE = re.compile(r"^(0\d{9,11})\D\d{1,6}$")
_NO_LETTER = re.compile(r"[\W_]+")


def normal_phone(given: str | None) -> str | None:
    """Return a phone number as it is compared, None where it is too short to be one.

    Country code, separators and an extension are left out: +86 138-0000-1234 is 13800001234, 0512-53601234-801 is
    051253601234.
    """
    text = unicodedata.normalize("NFKC", given or "")
    groups = [group for group in re.split(r"\D+", text) if group]
    digits = "".join(groups)
    extended = _LANDLINE.match("".join(groups[:-1]) + "-" + groups[-1]) if len(groups) > 2 else None  # noqa: PLR2004
    if extended:
        return extended[1]
    local = _COUNTRY.sub("", digits)
    if local != digits and not local.startswith("1"):
        local = f"0{local}"
    mobile = _MOBILE.match(local)
    if mobile:
        return mobile[1]
    return local if len(local) >= LEAST_DIGITS else None


def is_mobile(given: str | None) -> bool:
    """Tell whether a number, however it is written, is one that takes text messages."""
    compared = normal_phone(given)
    return compared is not None and _MOBILE.match(compared) is not None


def normal_number(given: str) -> str:
    """Return the number of a document as it is compared: 11010519491231002x is 11010519491231002X."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", given)).upper()


def normal_words(given: str) -> str:
    """Return a name or an address as it is compared: without blanks and signs, full width as half, small letters."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", given)).casefold()


def mask_name(name: str | None) -> str | None:
    """Return a name of which only the first character can be read."""
    return name[:1] + "*" * (len(name) - 1) if name else None


def mask_phone(phone: str | None) -> str | None:
    """Return a phone number of which only the last four digits can be read."""
    return _tail(phone)


def mask_number(number: str | None) -> str | None:
    """Return the number of a document of which only the last four characters can be read."""
    return _tail(number)


def _tail(text: str | None) -> str | None:
    if text is None:
        return None
    return "*" * max(0, len(text) - VISIBLE_DIGITS) + text[-VISIBLE_DIGITS:]


def mask_address(address: str | None) -> str | None:
    """Return an address of which no number can be read: neither the house nor the flat."""
    return re.sub(r"[0-9０-９]+", "*", address) if address else None
