"""What does somebody bring who applies for an item that comes with the product, and has all of it?"""

from typing import Any

from approval_window.starter import starter_materials


def all_of(item: str) -> dict[str, Any]:
    """Return all that is required for an item as handed in."""
    asked = starter_materials()[item]["materials"]
    return {"handed_in": [one["code"] for one in asked if one["required"]]}
