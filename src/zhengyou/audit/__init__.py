"""Append-only log of who did what: writes, reveals of personal data, exports, rights."""
