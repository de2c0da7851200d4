"""Does every capability have the same rooms, under the same names?"""

from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import SERVICES

CAPABILITIES = {
    "approval_window": {
        *("items", "applications", "appeals", "progress", "ratings", "figures", "queue", "helping", "counter"),
    },
    "enforcement": {
        "officers",
        "inspections",
        "penalties",
        "records",
        "papers",
        "photos",
        "discretion",
        "publications",
        "figures",
    },
    "grid": {"cells", "workers", "registry", "tasks", "patrols", "vacancy", "outreach", "offline", "figures"},
    "dispatch": {
        *("situation", "intake", "triage", "warning", "cases", "coordination", "supervision", "assessment"),
        *("organisation", "workdays", "duties", "powers", "resources", "training", "party", "sheets", "exchange"),
        *("adoption", "orders", "notices", "roster", "figures"),
        *("callers", "dossier", "recusal", "records"),
    },
}
ROOMS = {
    *("__init__.py", "domain.py", "models.py", "repository.py", "service.py", "schemas.py", "routes.py"),
    *("consumers.py", "timers.py", "data"),
    # What outgrows a file becomes a folder of the same name.
    *("domain", "models", "service", "repository", "schemas", "routes"),
}
# A new source of reports is one small file of its own.
EXTRA = {("dispatch", "intake"): {"sources"}}
# What a service has beside its capabilities; `bodies`, `receipts` … are its own words and may be added.
BESIDE = {"migrations", "data"}


def strange_rooms(root: Path) -> Iterator[str]:
    """Return the folders that are no capability, and in the capabilities the files that are no room."""
    for folder, package in SERVICES.items():
        home = root / "services" / folder / package
        for place in sorted(path for path in home.glob("*/") if path.name not in BESIDE | {"__pycache__"}):
            if place.name not in CAPABILITIES[package]:
                yield f"{place.relative_to(root)}: no capability of {package}"
                continue
            allowed = ROOMS | EXTRA.get((package, place.name), set())
            yield from (
                f"{room.relative_to(root)}: no room of a capability"
                for room in sorted(place.iterdir())
                if room.name not in allowed | {"__pycache__"}
            )


def doubled_rooms(root: Path) -> Iterator[str]:
    """Return the rooms that are a file beside a folder of the same name."""
    for single in sorted(root.glob("services/*/*/*/*.py")):
        if single.with_suffix("").is_dir():
            yield f"{single.relative_to(root)}: beside a folder of the same name"
