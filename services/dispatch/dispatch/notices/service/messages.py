"""What leaves for whom? A message as a gateway, a unit's own system or a file takes it, or what is missing for it."""

import json
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag

from dispatch.notices.domain.texts import COUNT, DIGEST, text_of
from shared.runtime.fields import Sealer
from shared.runtime.settings import SmsGateway
from shared.runtime.texting import NO_GATEWAY, is_set, text_message
from shared.runtime.webhooks import Message

NO_NUMBER, NO_MOBILE, NO_ADDRESS = "no-number", "not-a-mobile-number", "no-address"
SEALED = "sealed-otherwise"
# What no repetition heals: somebody must see it.
FOR_GOOD = frozenset({NO_GATEWAY, NO_NUMBER, NO_MOBILE, NO_ADDRESS, SEALED})


def said(row: Any) -> str:
    """Return the text of a message: of one notice, or of how many waited for the morning."""
    if row.digest_of is not None:
        return text_of(DIGEST, {COUNT: row.digest_of})
    return text_of(row.what, row.facts, case_number=row.case_number, unit=row.unit_name)


def for_gateway(row: Any, sealer: Sealer, gateway: SmsGateway) -> Message | str:
    """Return a text message as the gateway takes it, or by a code why there is none."""
    if not is_set(gateway):
        return NO_GATEWAY
    if row.number is None:
        return NO_NUMBER
    if not row.is_mobile:
        return NO_MOBILE
    number = _opened(sealer, row.number, row.recipient)
    return SEALED if number is None else text_message(str(row.id), gateway, number, said(row))


def for_system(row: Any, sealer: Sealer, *, guarded: bool) -> Message | str:
    """Return a message as a unit's own system takes it (Standard Webhooks), or by a code why there is none."""
    if row.url is None:
        return NO_ADDRESS
    secret = _opened(sealer, row.secret, row.recipient)
    about = {"case_id": str(row.case_id) if row.case_id else None, "case_number": row.case_number}
    what = {"type": row.what, "timestamp": row.told_at.isoformat()}
    data = {"text": said(row), "region": row.region, "unit": row.recipient, "urgent": row.urgent, **about}
    body = json.dumps(what | {"data": data}, ensure_ascii=False)
    return SEALED if secret is None else Message(str(row.id), row.url, secret, body, guarded=guarded)


def for_file(row: Any, now: datetime) -> str:
    """Return a message as one line of JSON."""
    line = {"id": str(row.id), "at": now.isoformat(), "channel": row.channel, "to": row.recipient, "text": said(row)}
    return json.dumps(line, ensure_ascii=False)


def _opened(sealer: Sealer, sealed: bytes, about: str) -> str | None:
    try:
        return sealer.open(sealed, about=about)
    except (LookupError, ValueError, InvalidTag):
        return None
