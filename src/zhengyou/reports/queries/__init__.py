"""What the pages of figures show."""
