"""Addresses for those who watch the machine."""

from __future__ import annotations

from django.urls import path

from zhengyou.web import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", health.metrics, name="metrics"),
]
