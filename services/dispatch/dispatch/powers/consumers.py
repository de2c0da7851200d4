"""What do the powers hear of the window? Which applications rest on them, and which licences were granted."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.powers.service import window
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Handler
from shared.schemas.approval_window import ApplicationReceived, LicenceGranted
from shared.schemas.topics import Topic


async def keep_applications(work: UnitOfWork, events: Sequence[ApplicationReceived], _: datetime) -> None:
    await window.keep_applications(work, events)


async def keep_licences(work: UnitOfWork, events: Sequence[LicenceGranted], _: datetime) -> None:
    await window.keep_licences(work, events)


HANDLERS: dict[str, Handler] = {Topic.APPLICATIONS: keep_applications, Topic.LICENCES: keep_licences}
