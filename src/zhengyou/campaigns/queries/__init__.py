"""Reading the campaign, its directives, tasks and documents."""
