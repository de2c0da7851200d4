"""What is kept of clues and findings, of supervised objects, inspections, draws and plans?"""

from enforcement.inspections.models import clues, draws, inspections, plans, supports

__all__ = ["clues", "draws", "inspections", "plans", "supports"]
