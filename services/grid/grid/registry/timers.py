"""When does the registry act by itself?"""

from collections.abc import Mapping
from functools import partial

from grid.registry.domain.retention import What
from grid.registry.service import keys, quality, retention
from grid.registry.service.imports import running
from shared.runtime.timers import Timer


def timers(others: Mapping[What, retention.Remover]) -> tuple[Timer, ...]:
    """Return the registry's timers; `others`: who removes what other capabilities keep, when its term is over."""
    return (
        Timer("registry.imports", 2, running.go_on),
        Timer("registry.keys", 60, keys.go_on),
        Timer("registry.quality", 600, quality.go_round),
        Timer("registry.retention", 3_600, partial(retention.forget, others=others)),
    )
