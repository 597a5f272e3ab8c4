"""What an implementation document says, how it is drafted, checked, compared and laid out. Pure."""
