"""Which columns of reports and rounds are sealed, and bound to what?"""

from grid.patrols.models import patrol_reports, patrol_stops
from shared.runtime.resealing import SealedColumn

SEALED = (
    SealedColumn(patrol_reports, "text"),
    SealedColumn(patrol_reports, "solved_note", lambda row: f"{row.id}:solved"),
    SealedColumn(patrol_stops, "position", lambda row: f"{row.id}:position"),
    SealedColumn(patrol_stops, "note", lambda row: f"{row.id}:note"),
)
