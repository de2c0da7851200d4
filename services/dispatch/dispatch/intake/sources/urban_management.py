"""The city's digital urban management (数字化城市管理, GB/T 30428); its cases carry the codes of GB/T 47678.5."""

from dispatch.intake.sources.source import Source
from shared.schemas.vocabulary import Authority

URBAN_MANAGEMENT = Source("urban-management", "数字城管", scheme="gb47678", authority=Authority.PLATFORM)
