"""A made-up province of any size, the same for the same seed: no row of it is ever an object of Python."""
