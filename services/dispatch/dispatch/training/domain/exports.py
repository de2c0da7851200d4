"""Which cell of a file would a spreadsheet run as a formula, and how is it defused?"""

MAX_EXPORTED = 50_000
# A tab or a line end before the sign is skipped by some spreadsheets (OWASP, CSV injection).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(cell: str) -> str:
    """Return the cell as text that no spreadsheet takes for a formula: such a one begins with an apostrophe."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_DANGEROUS) else cell
