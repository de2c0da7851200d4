"""What may differ between two installations? Environment variables, grouped by concern, checked at the start."""

from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Profile(StrEnum):
    """`embedded` is `make run`: its own issuer and an in-memory broker, accepted by no other profile."""

    EMBEDDED = "embedded"
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class GeneralSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ONEFOUR_")

    profile: Profile = Profile.PRODUCTION


class DatabaseSettings(BaseSettings):
    """`url` is `postgresql+asyncpg://…`; `pool_size` connections a process."""

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_DATABASE_")

    url: SecretStr
    pool_size: int = 10
    statement_timeout_ms: int = 30_000


class KafkaSettings(BaseSettings):
    """`fetch_wait_ms` bounds the delay of a quiet topic; `idempotence` is off for the embedded broker alone.

    `silence_ms`: a consumer that hears nothing for so long leaves its group and joins it anew. Far above the session
    time-out: a group that divides its partitions is silent as well.
    """

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_KAFKA_")

    bootstrap: str
    idempotence: bool = True
    fetch_wait_ms: int = 100
    session_timeout_ms: int = 10_000
    silence_ms: int = 60_000
    replicas: int = 1
    security_protocol: str = "PLAINTEXT"
    sasl_mechanism: str | None = None
    sasl_username: str | None = None
    sasl_password: SecretStr | None = None
    relay_poll_ms: int = 100
    batch: int = 500


class AuthSettings(BaseSettings):
    """`client_id` and `client_secret` are this service's own, for asking another service."""

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_AUTH_")

    issuer: str
    audience: str = "onefour"
    jwks_seconds: int = 300
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")


class Suite(StrEnum):
    """How a key seals: AES (NIST SP 800-38D), or SM4 (GB/T 32907) in the same mode."""

    AES = "aes-256-gcm"
    SM4 = "sm4-gcm"


class CryptoSettings(BaseSettings):
    """`keys`: key id → 32 bytes in base64; text is sealed under `current` and opened by the id it names.

    `suites`: key id → how it seals, where that is not AES-256-GCM: SM4-GCM with 16 bytes.
    `blind_keys` likewise: what is sealed is found again by its mark under `blind_current`.
    """

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_CRYPTO_")

    keys: dict[str, SecretStr]
    current: str
    suites: dict[str, Suite] = Field(default_factory=dict)
    blind_keys: dict[str, SecretStr] = Field(default_factory=dict)
    blind_current: str = ""


class FeedSettings(BaseSettings):
    """Per source: Standard Webhooks secrets (several while they rotate), and where its answers go."""

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_FEEDS_")

    secrets: dict[str, list[SecretStr]] = Field(default_factory=dict)
    reply_url: dict[str, str] = Field(default_factory=dict)


class SmsGateway(BaseModel):
    """Where text messages are handed over; the secret signs them (Standard Webhooks). Empty: there is none.

    `per_second`: how many it takes of campaigns. `batch_url` takes up to `batch_most` by one call, `status_url` tells
    whether it has a message; what a gateway does not know is left empty. Its own secrets sign what it tells afterwards.
    """

    url: str = ""
    secret: SecretStr = SecretStr("")
    per_second: int = Field(default=200, ge=1, le=10_000)
    batch_url: str = ""
    batch_most: int = Field(default=100, ge=1, le=1_000)
    status_url: str = ""
    receipt_secrets: list[SecretStr] = Field(default_factory=list)


class NoticeSettings(BaseSettings):
    """Where messages to people go: a gateway for text messages, as JSON, or a file of JSON lines."""

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_NOTICES_")

    sms: SmsGateway = Field(default_factory=SmsGateway)
    file: str = ""


class PeerSettings(BaseSettings):
    """Where the other services answer."""

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_PEERS_")

    approval_window: str = ""
    enforcement: str = ""
    grid: str = ""
    dispatch: str = ""


class StoreSettings(BaseSettings):
    """Where attachments lie: `url` is `file:///folder` or `s3://bucket/prefix`, `options` those of the store (for S3
    `endpoint`, `region`, `access_key_id`, `secret_access_key` …); what a file, a case and a material may have of them.
    """

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_STORE_")

    url: str = ""
    options: dict[str, SecretStr] = Field(default_factory=dict)
    most_bytes: int = 10 * 1024 * 1024
    most_pixels: int = 50_000_000
    most_seconds: int = 3_600
    most_of_a_case: int = 50
    most_pages: int = 200
    most_of_a_material: int = 20
    orphans_kept_hours: int = 24


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a service process is told from outside. Raises pydantic's ValidationError, naming what is missing."""

    general: GeneralSettings = field(default_factory=GeneralSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    kafka: KafkaSettings = field(default_factory=KafkaSettings)
    auth: AuthSettings = field(default_factory=AuthSettings)
    crypto: CryptoSettings = field(default_factory=CryptoSettings)
    feeds: FeedSettings = field(default_factory=FeedSettings)
    peers: PeerSettings = field(default_factory=PeerSettings)
    notices: NoticeSettings = field(default_factory=NoticeSettings)
    store: StoreSettings = field(default_factory=StoreSettings)

    def __post_init__(self) -> None:
        # Without it a send that failed and is repeated may come after a later event of the same key.
        if self.general.profile is Profile.PRODUCTION and not self.kafka.idempotence:
            raise ValueError("in production the Kafka producer must be idempotent: ONEFOUR_KAFKA_IDEMPOTENCE=true")
