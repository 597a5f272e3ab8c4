"""Addresses of comparisons of rounds and of missing units."""

from __future__ import annotations

from django.urls import path

from zhengyou.census.views import comparison, missing

urlpatterns = [
    path("compare/", comparison.compare, name="round_compare"),
    path("compare/start/", comparison.start, name="round_compare_start"),
    path("compare/units/", comparison.behind, name="round_compare_units"),
    path("compare/units/export/", comparison.export, name="round_compare_export"),
    path("<int:pk>/missing/", missing.missing, name="round_missing"),
    path("<int:pk>/missing/export/", missing.export, name="round_missing_export"),
]
