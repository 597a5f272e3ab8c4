"""The campaign and its phases, from a pack."""
