"""Bringing figures up to date."""
