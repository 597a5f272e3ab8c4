"""What can happen in the census."""
