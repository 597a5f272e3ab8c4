"""The pages of the campaign."""
