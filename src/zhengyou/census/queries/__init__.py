"""Reading the census."""
