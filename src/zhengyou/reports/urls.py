"""Addresses of the pages of figures."""

from __future__ import annotations

from django.urls import include, path

from zhengyou.reports import figure_views, views

app_name = "reports"
urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("overview/units/", views.own_units, name="own_units"),
    path("overview/<str:code>/", views.overview, name="overview"),
    path("overview/<str:code>/worklist/", views.worklist, name="worklist"),
    path("overview/<str:code>/export/", figure_views.overview_export, name="overview_export"),
    path("figures/<str:key>/<str:code>/", figure_views.figure, name="figure"),
    path("figures/<str:key>/<str:code>/export/", figure_views.figure_export, name="figure_export"),
    path("figures/<str:key>/<str:code>/numbers/", figure_views.numbers_export, name="numbers_export"),
    path("", include("zhengyou.reports.snapshot_urls")),
    path("", include("zhengyou.reports.statistics_urls")),
]
