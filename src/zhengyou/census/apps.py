"""Registers the package with Django."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhengyou.census"

    def ready(self) -> None:
        """A process that was killed may have left files unsealed."""
        from zhengyou.census.importing import unsealed  # noqa: PLC0415 - settings are whole only now

        unsealed.sweep()
