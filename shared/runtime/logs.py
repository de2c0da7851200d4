"""What does a process write to its log? JSON lines with request and case ids, and no personal data."""

import logging
import sys
import time

import structlog
from structlog.typing import Processor

# Ten lines a second each while the broker is away.
_TALKATIVE = ("aiokafka", "aiokafka.conn", "aiokafka.cluster", "aiokafka.consumer.group_coordinator")


class _OncePerMinute(logging.Filter):
    """Lets the same text of one logger through once a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now - self._last.get(str(record.msg), -60) < 60:  # noqa: PLR2004 - the class's name says it
            return False
        self._last[str(record.msg)] = now
        return True


def configure(level: int = logging.INFO) -> None:
    """Send structlog and the standard library's loggers to standard output, one JSON object a line, times in UTC."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_OncePerMinute())
    for name in ("httpx", "aiokafka"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of every oddity of a file that somebody sent.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
