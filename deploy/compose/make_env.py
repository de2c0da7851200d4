"""Which secrets does a new installation under compose start with? Prints an env file full of fresh random ones.

Needs nothing but Python: `make_env.py production --issuer https://… > production.env`.
"""

import argparse
import base64
import json
import os
import secrets
import sys

SERVICES = ("APPROVAL_WINDOW", "ENFORCEMENT", "GRID", "DISPATCH")
SOURCES = ("hotline-12345", "urban-management", "work-safety")
PROTOCOLS = {"development": "PLAINTEXT", "production": "SASL_PLAINTEXT"}


def random_base64(size: int = 32) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()


def new_cluster_id() -> str:
    """Return 16 random bytes as Kafka writes its ids: URL-safe base64 that does not open with a dash."""
    while (cluster_id := base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")).startswith("-"):
        pass
    return cluster_id


def environment(profile: str, issuer: str) -> dict[str, str]:
    """Return every variable that docker-compose.yml asks for; each call has other secrets."""
    values = {
        "COMPOSE_PROFILES": profile,
        "AUTH_ISSUER": issuer,
        "KAFKA_SECURITY_PROTOCOL": PROTOCOLS[profile],
        "KAFKA_SASL_PASSWORD": secrets.token_urlsafe(32),
        "KAFKA_CLUSTER_ID": new_cluster_id(),
        "POSTGRES_PASSWORD": secrets.token_urlsafe(32),
        "GRAFANA_ADMIN_PASSWORD": secrets.token_urlsafe(24),
        "CRYPTO_CURRENT": "k1",
        "CRYPTO_SUITES": "{}",
        "DISPATCH_BLIND_KEYS": json.dumps({"b1": random_base64()}),
        "DISPATCH_BLIND_CURRENT": "b1",
        "ENFORCEMENT_BLIND_KEYS": json.dumps({"b1": random_base64()}),
        "ENFORCEMENT_BLIND_CURRENT": "b1",
        "GRID_BLIND_KEYS": json.dumps({"b1": random_base64()}),
        "GRID_BLIND_CURRENT": "b1",
        "APPROVAL_WINDOW_BLIND_KEYS": json.dumps({"b1": random_base64()}),
        "APPROVAL_WINDOW_BLIND_CURRENT": "b1",
        # Where Docker makes its networks: a proxy on this host comes from there.
        "PROXY_ADDRESSES": "172.16.0.0/12,192.168.0.0/16",
        "APPROVAL_WINDOW_STORE_URL": "file:///var/lib/onefour/files",
        "ENFORCEMENT_STORE_URL": "file:///var/lib/onefour/files",
        "GRID_STORE_URL": "file:///var/lib/onefour/files",
        "STORE_URL": "file:///var/lib/onefour/files",
        "STORE_OPTIONS": "{}",
        "FEEDS_SECRETS": json.dumps({source: [f"whsec_{random_base64()}"] for source in SOURCES}),
        "FEEDS_REPLY_URL": "{}",
        "NOTICES_SMS": "{}",
    }
    for service in SERVICES:
        values[f"{service}_DATABASE_PASSWORD"] = secrets.token_urlsafe(32)
        values[f"{service}_CLIENT_SECRET"] = secrets.token_urlsafe(32)
        values[f"{service}_CRYPTO_KEYS"] = json.dumps({"k1": random_base64()})
    return values


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("profile", choices=sorted(PROTOCOLS))
    parser.add_argument("--issuer", required=True, help="address of the OpenID Connect issuer")
    chosen = parser.parse_args(arguments)
    print(
        "# Secrets: keep this file readable by the operator alone (chmod 600), in a backup of its own, and out of git."
    )
    # Single quotes: compose takes the value as it stands, dollars and double quotes included.
    for name, value in environment(chosen.profile, chosen.issuer).items():
        print(f"{name}='{value}'")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
