"""Every screen that shows figures."""
