"""Which cell would a spreadsheet run as a formula, how is it defused, and how does it come back as it was?"""

import re

# Some spreadsheets skip a tab or a line end before the sign (OWASP, CSV injection) and read full width as half.
_SIGNS = r"[=+\-@\t\r\n＝＋－＠]"
_DANGEROUS = re.compile(rf"'* *{_SIGNS}")
_DEFUSED = re.compile(rf"'+ *{_SIGNS}")


def defused(cell: str) -> str:
    """Return the cell as text that no spreadsheet takes for a formula: such a one begins with an apostrophe.

    So does one that already looks like a defused one: else taking the apostrophe off again would change it.
    """
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def restored(cell: str) -> str:
    """Return the cell as it was before it was defused."""
    return cell[1:] if _DEFUSED.match(cell) else cell
