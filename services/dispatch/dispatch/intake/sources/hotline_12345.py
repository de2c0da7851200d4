"""The citizens' hotline (12345 政务服务便民热线)."""

from dispatch.intake.sources.source import Source
from shared.schemas.vocabulary import Authority

HOTLINE_12345 = Source("hotline-12345", "12345 热线", scheme="hotline", authority=Authority.PLATFORM)
