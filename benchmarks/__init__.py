"""Measurements, one command each; what they found stands in README.md beside them."""
