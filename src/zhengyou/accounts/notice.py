"""The notice of what is held about a person and why: one version at a time, seen once by everybody."""

VERSION = "2026-11"
"""Raise it when the meaning of the text changes; everybody is then shown the new one before going on."""

TEMPLATE = "accounts/notice/2026_11.html"
