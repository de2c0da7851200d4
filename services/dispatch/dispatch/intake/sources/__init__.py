"""Which outside platforms push events? One small file each; `SOURCES` is the list.

To add one: a file here with its `Source`, its name in `shared.schemas.topics.FEED_SOURCES`, its secret and its reply
address in the settings.
"""

from dispatch.intake.sources.hotline_12345 import HOTLINE_12345
from dispatch.intake.sources.source import Source
from dispatch.intake.sources.urban_management import URBAN_MANAGEMENT
from dispatch.intake.sources.work_safety import WORK_SAFETY

SOURCES: dict[str, Source] = {source.name: source for source in (HOTLINE_12345, URBAN_MANAGEMENT, WORK_SAFETY)}

__all__ = ["SOURCES", "Source"]
