"""What pages and commands read: the work-list, and a county as the planner sees it."""
