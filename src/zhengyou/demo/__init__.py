"""Demonstration data: one prefecture city made up from a fixed seed, brought in through the same import that users use."""
