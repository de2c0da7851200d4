"""How is a figure counted, in the words of its readers?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """How a measure is counted: numerator by denominator, a hundred times or as a mean, and what is left out."""

    title: str
    numerator: str
    denominator: str
    excluded: str
    times: int = 100

    @property
    def text(self) -> str:
        of_each = f"{self.numerator} ÷ {self.denominator}"
        return of_each if self.times == 1 else f"{of_each} × {self.times}"

    def value(self, numerator: int, denominator: int) -> float | None:
        """Return the measure's value to a tenth; None where there is nothing to count it among."""
        return round(self.times * numerator / denominator, 1) if denominator else None
