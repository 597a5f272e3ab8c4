"""Registers the package with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class Config(AppConfig):
    name = "zhengyou.web"

    def ready(self) -> None:
        """Stamps follow the tables that there are."""
        from zhengyou.web import stamping  # noqa: PLC0415 - reads the registry of models, which is full only now

        pre_migrate.connect(stamping.remove, sender=self, dispatch_uid="zhengyou-stamps-aside")
        post_migrate.connect(stamping.install, sender=self, dispatch_uid="zhengyou-stamps")
