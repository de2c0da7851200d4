"""What is kept of clues and findings, of supervised objects, inspections and draws?"""

from enforcement.inspections.models import clues

__all__ = ["clues"]
