"""Units, members, rounds and the import that fills them."""
