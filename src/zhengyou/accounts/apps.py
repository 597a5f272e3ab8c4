"""Registers the package with Django."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhengyou.accounts"

    def ready(self) -> None:
        """Third-party pages tell of themselves by signals; ours call actions."""
        from zhengyou.accounts import security_events, sessions  # noqa: PLC0415 - models are loaded only now

        security_events.listen()
        sessions.listen()
