"""Zhengyou: runs an organisation-wide campaign from the census to coverage and back."""

__version__ = "0.4.0"
