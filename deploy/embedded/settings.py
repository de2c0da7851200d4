"""Where do the parts of the embedded stack listen, and how big may the broker grow?"""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

LOCAL = "127.0.0.1"


class StackSettings(BaseSettings):
    """Read from `ONEFOUR_STACK_*`; `ONEFOUR_STACK_GRID_PORT=9003 make run` moves one part."""

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_STACK_")

    # Where the four services listen; everything else is for this machine alone.
    host: str = LOCAL
    approval_window_port: int = 8001
    enforcement_port: int = 8002
    grid_port: int = 8003
    dispatch_port: int = 8004
    dispatch_flow_port: int = 8014
    dispatch_registers_port: int = 8015
    issuer_port: int = 8009
    receiver_port: int = 8010
    postgres_port: int = 54329
    broker_port: int = 19092
    # The in-memory broker never gives memory back: above this it is restarted, which loses nothing (the outbox).
    broker_memory_limit_mb: int = Field(default=1024, gt=0)
