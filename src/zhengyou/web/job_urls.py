"""Addresses of long work."""

from __future__ import annotations

from django.urls import path

from zhengyou.web import job_views

app_name = "jobs"
urlpatterns = [
    path("", job_views.listing, name="list"),
    path("<uuid:pk>/", job_views.record, name="page"),
    path("<uuid:pk>/progress/", job_views.progress, name="progress"),
    path("<uuid:pk>/cancel/", job_views.cancel, name="cancel"),
]
