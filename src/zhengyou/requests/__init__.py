"""What people ask of those in charge: to correct what is held, to ask for less. Each has an answer due."""
