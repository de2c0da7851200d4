"""How does an installation's broker get its topics?"""

import asyncio

from onefour.installation import Installation
from onefour.refusals import NotConfigured
from shared.runtime.kafka import make_topics
from shared.runtime.settings import KafkaSettings


def create_topics(installation: Installation) -> list[str]:
    """Create the topics that are missing; return their names. The broker is `ONEFOUR_KAFKA_*`, else the stack's."""
    if installation.environment.get("ONEFOUR_KAFKA_BOOTSTRAP"):
        settings = KafkaSettings()
    elif installation.stack:
        settings = KafkaSettings(bootstrap=installation.stack.kafka, idempotence=False)
    else:
        raise NotConfigured("未配置 nothing says where the broker is: set ONEFOUR_KAFKA_BOOTSTRAP, or start a stack")
    return asyncio.run(make_topics(settings))
