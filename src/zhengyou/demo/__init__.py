"""Demonstration data, brought in through the same import that users use."""
