"""Addresses of the official statistics tables."""

from __future__ import annotations

from django.urls import include, path

from zhengyou.reports import statistics_views as views

_TABLE = [
    path("", views.table, name="statistics_table"),
    path("keep/", views.keep, name="statistics_keep"),
    path("export/", views.export, name="statistics_export"),
    path("units/", views.units, name="statistics_units"),
    path("units/export/", views.units_export, name="statistics_units_export"),
]
urlpatterns = [
    path("statistics/", views.tables, name="statistics"),
    path("statistics/of/<str:code>/", views.tables, name="statistics_of"),
    path("statistics/<str:number>/<str:code>/", include(_TABLE)),
]
