"""When are replies sent?"""

from dispatch.notices import service
from shared.runtime.app import Runtime
from shared.runtime.timers import Errand

EVERY_SECONDS = 1


def errands(runtime: Runtime) -> list[Errand]:
    async def deliver() -> int:
        return await service.deliver_replies(runtime)

    return [Errand("notices.replies", EVERY_SECONDS, deliver)]
