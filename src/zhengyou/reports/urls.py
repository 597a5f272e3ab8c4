"""Addresses of the pages of figures."""

from __future__ import annotations

from django.urls import path

from zhengyou.reports import views

app_name = "reports"
urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("overview/<str:code>/", views.overview, name="overview"),
    path("figures/<str:key>/<str:code>/", views.figure, name="figure"),
    path("figures/<str:key>/<str:code>/export/", views.figure_export, name="figure_export"),
    path("overview/<str:code>/export/", views.overview_export, name="overview_export"),
]
