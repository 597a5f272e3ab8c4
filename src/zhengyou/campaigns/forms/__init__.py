"""What the pages of the campaign ask."""
