"""Which sheets are there, and who may do what with them? A further register is one more line in a `SHEETS`."""

from collections.abc import Collection

from dispatch.sheets.domain.refusals import SheetUnknown
from dispatch.sheets.service.registers import (
    adoption,
    assessment,
    coaching,
    duties,
    exchange,
    organisation,
    party,
    powers,
    resources,
    rewards,
    supervision,
    training,
)
from dispatch.sheets.service.sheet import Sheet
from shared.runtime.permissions import Permission

_REGISTERS = (
    *(organisation, duties, powers, supervision, resources, training, coaching),
    *(assessment, rewards, party, exchange, adoption),
)
SHEETS: dict[str, Sheet] = {sheet.name: sheet for register in _REGISTERS for sheet in register.SHEETS}
READING = frozenset(sheet.read for sheet in SHEETS.values())
WRITING = frozenset(sheet.write for sheet in SHEETS.values() if sheet.write is not None)


def find_sheet(name: str) -> Sheet:
    """Return a sheet by its name. Raises SheetUnknown."""
    if name not in SHEETS:
        raise SheetUnknown("no such sheet", sheet=name, known=sorted(SHEETS))
    return SHEETS[name]


def may_read(sheet: Sheet, held: Collection[Permission]) -> bool:
    return sheet.read in held


def may_write(sheet: Sheet, held: Collection[Permission]) -> bool:
    return sheet.write is not None and sheet.write in held
