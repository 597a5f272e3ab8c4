"""Commands of the coverage planner."""
