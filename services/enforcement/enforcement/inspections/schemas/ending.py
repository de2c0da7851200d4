"""How is asked for what comes of an inspection: a penalty case, a word to the centre?"""

from enforcement.inspections.schemas.clues import FindingReport
from enforcement.inspections.schemas.inspections import InspectionStep
from enforcement.penalties.schemas.steps import (
    PenaltyFiled,
)


class PenaltyFound(InspectionStep):
    filing: PenaltyFiled


class HandedOver(InspectionStep):
    finding: FindingReport
