"""Registers the package with Django and loads every package's handlers."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Config(AppConfig):
    name = "zhengyou.jobs"

    def ready(self) -> None:
        """Imports each app's `tasks` module, which declares its handlers."""
        autodiscover_modules("tasks")
