"""How long what belongs to signing in is kept, and why no longer."""

from __future__ import annotations

from datetime import timedelta

SLIP_VALID = timedelta(days=7)
"""A slip opens an account for a week: long enough for the post within a county, too short to lie about."""

SLIPS_KEPT = timedelta(days=90)
"""Used, void and expired slips; who issued them stands in the audit log."""

FAILURES_KEPT = timedelta(days=180)
"""Failed sign-ins: the Cybersecurity Law, article 21, asks for logs of at least six months."""
