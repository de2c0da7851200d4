"""What is an item of the window, what may it ask and promise, and when is it in force?"""

from approval_window.items.domain.drafts import (
    ItemKind,
)
from approval_window.items.domain.offer import PowerHeld, is_offered
from approval_window.items.domain.refusals import ItemNotFound, RegionUnknown

__all__ = ["ItemKind", "ItemNotFound", "PowerHeld", "RegionUnknown", "is_offered"]
