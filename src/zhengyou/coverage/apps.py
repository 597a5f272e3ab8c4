"""Registers the package with Django."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhengyou.coverage"
