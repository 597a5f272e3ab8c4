"""The secret of a sign-in slip: too long to be guessed, short enough to be typed from paper."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that is misread on paper: 0 1 i l o u left out
LENGTH = 20  # 98 bits
GROUP = 5


def new_secret() -> str:
    """A fresh secret in groups, such as "k7m2q-4xw9t-ab3cd-8hjnp"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def digest(secret: str) -> str:
    """What the database keeps of it (SHA-256, 64 hex digits). Case, blanks and hyphens do not matter."""
    plain = "".join(letter for letter in secret.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
