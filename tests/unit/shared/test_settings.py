"""What may an installation be told, and what not?"""

import base64

import pytest
from pydantic import SecretStr

from shared.runtime.settings import (
    AuthSettings,
    CryptoSettings,
    DatabaseSettings,
    GeneralSettings,
    KafkaSettings,
    Profile,
    Settings,
)


def settings(profile: Profile, *, idempotence: bool) -> Settings:
    return Settings(
        general=GeneralSettings(profile=profile),
        database=DatabaseSettings(url=SecretStr("postgresql+asyncpg://a:b@c/d")),
        kafka=KafkaSettings(bootstrap="127.0.0.1:9092", idempotence=idempotence),
        auth=AuthSettings(issuer="https://issuer.example"),
        crypto=CryptoSettings(keys={"k1": SecretStr(base64.b64encode(b"0" * 32).decode())}, current="k1"),
    )


def test_production_never_runs_without_an_idempotent_producer():
    with pytest.raises(ValueError, match="ONEFOUR_KAFKA_IDEMPOTENCE"):
        settings(Profile.PRODUCTION, idempotence=False)


@pytest.mark.parametrize(
    ("profile", "idempotence"),
    [(Profile.PRODUCTION, True), (Profile.EMBEDDED, False), (Profile.DEVELOPMENT, False)],
)
def test_other_profiles_may_do_without(profile: Profile, *, idempotence: bool):
    assert settings(profile, idempotence=idempotence).kafka.idempotence is idempotence
