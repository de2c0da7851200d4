"""How does the grid's support of a verification look over HTTP?"""

from pydantic import AwareDatetime

from approval_window.applications.schemas.steps import StepAsked
from shared.runtime.bodies import Place


class SupportAsked(StepAsked):
    """`position`: where it is verified; without it the grid leader says who goes."""

    position: Place | None = None
    due_at: AwareDatetime | None = None
