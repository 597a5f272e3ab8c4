"""One-time codes as RFC 6238 counts them: SHA-1, 30 seconds, 6 digits. What a telephone shows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from datetime import datetime

PERIOD = 30
DIGITS = 6


def code_at(secret: str, at: datetime) -> str:
    """The code that an app with this Base32 secret shows at this moment."""
    counter = struct.pack(">Q", int(at.timestamp()) // PERIOD)
    mac = hmac.new(base64.b32decode(secret, casefold=True), counter, hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)
