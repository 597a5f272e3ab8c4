"""Requests and problems as they are read."""
