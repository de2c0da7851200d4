"""Is every figure of shared.runtime.metrics set by some code? One that is not stays empty for ever."""

import re
from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

import shared.runtime.metrics as declared

DECLARED_IN = "metrics.py"


def problems(root: Path) -> list[str]:
    """Return the declared figures that nothing under `shared/` and `services/` of the project at `root` sets."""
    sources = [path for folder in ("shared", "services") for path in (root / folder).rglob("*.py")]
    text = "\n".join(path.read_text() for path in sources if path.name != DECLARED_IN)
    names = [name for name, value in vars(declared).items() if isinstance(value, MetricWrapperBase)]
    return [f"metrics.{name} is declared and nothing sets it" for name in names if not _is_set(name, text)]


def _is_set(name: str, text: str) -> bool:
    return re.search(rf"\bmetrics\.{name}\b", text) is not None
