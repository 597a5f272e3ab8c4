"""What can happen to directives, tasks and documents."""
