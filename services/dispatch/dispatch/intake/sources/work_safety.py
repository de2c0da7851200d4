"""The work-safety supervision (安全生产监管); what it reports is dangerous until somebody has looked."""

from dispatch.intake.sources.source import Source
from shared.schemas.vocabulary import Urgency

WORK_SAFETY = Source("work-safety", "安全生产", scheme="onefour", urgency=Urgency.URGENT)
