"""What is brought under the current key by itself? The keys of what is personal in records, not the records."""

from shared.runtime.resealing import reseal_timer

from .repository import KEYS

TIMERS = (reseal_timer("records.keys", [KEYS]),)
