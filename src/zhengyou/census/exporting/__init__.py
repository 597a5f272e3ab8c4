"""What is held, written into somebody's own table: the way of an import, backwards."""
