"""Addresses of frozen figures."""

from __future__ import annotations

from django.urls import path

from zhengyou.reports import freezing_views
from zhengyou.reports import snapshot_views as views

urlpatterns = [
    path("snapshots/", views.listing, name="snapshots"),
    path("snapshots/add/", freezing_views.add, name="snapshot_add"),
    path("snapshots/<str:day>/", views.place, name="snapshot"),
    path("snapshots/<str:day>/<str:code>/", views.place, name="snapshot_of"),
    path("snapshots/<str:day>/<str:code>/export/", views.export, name="snapshot_export"),
]
