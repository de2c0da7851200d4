"""Which table do the window's capabilities share? The counter that numbers their papers."""

from approval_window.metadata import metadata
from shared.runtime.numbering import counters_in

paper_counters = counters_in(metadata)
