"""What is kept of clues and findings, of supervised objects, inspections and draws?"""

from enforcement.inspections.models import clues, draws, inspections

__all__ = ["clues", "draws", "inspections"]
