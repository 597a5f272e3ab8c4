"""Addresses of the official statistics tables."""

from __future__ import annotations

from django.urls import path

from zhengyou.reports import statistics_views as views

urlpatterns = [
    path("statistics/", views.tables, name="statistics"),
    path("statistics/of/<str:code>/", views.tables, name="statistics_of"),
    path("statistics/<str:number>/<str:code>/", views.table, name="statistics_table"),
    path("statistics/<str:number>/<str:code>/keep/", views.keep, name="statistics_keep"),
    path("statistics/<str:number>/<str:code>/export/", views.export, name="statistics_export"),
    path("statistics/<str:number>/<str:code>/units/", views.units, name="statistics_units"),
    path(
        "statistics/<str:number>/<str:code>/units/export/", views.units_export, name="statistics_units_export"
    ),
]
