"""Indicators and the precomputed cells that every screen of figures reads."""
