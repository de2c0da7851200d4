"""What does the receipt of service say of how a decision was served (art. 61; civil procedure law 87, 89, 95)?"""

import json

from enforcement.papers.domain import Said
from enforcement.penalties.domain.states import PenaltyAction
from shared.papers.writing import day_of

_NOTHING = dict[str, str | None].fromkeys(("receipt", "announced_on", "unserved", "seen_by", "pictured"))


def of_service(line: Said) -> dict[str, str | None]:
    """Return what the line of a service says; None for what belongs to another step."""
    if line.kind != PenaltyAction.SERVE:
        return _NOTHING
    # A line of before is the receipt and nothing else.
    said = json.loads(line.words or "{}") if "late" in line.facts else {"receipt": line.words}
    return {
        "receipt": said.get("receipt"),
        "announced_on": day_of(line.facts.get("announced_on")),
        "unserved": said.get("why"),
        "seen_by": said.get("witness"),
        "pictured": "" if line.facts.get("pictured") else None,
    }
