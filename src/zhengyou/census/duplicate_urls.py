"""Addresses of records that look alike."""

from __future__ import annotations

from django.urls import include, path

from zhengyou.census.views import duplicates

_DUPLICATES = [
    path("", duplicates.duplicates, name="duplicates"),
    path("search/", duplicates.search, name="duplicates_search"),
    path("of/<int:pk>/", duplicates.twin, name="duplicate_of"),
    path("<int:pk>/", duplicates.pair, name="duplicate"),
    path("<int:pk>/merge/", duplicates.merge, name="duplicate_merge"),
    path("<int:pk>/apart/", duplicates.apart, name="duplicate_apart"),
    path("<int:pk>/again/", duplicates.again, name="duplicate_again"),
    path("merges/<int:pk>/undo/", duplicates.undo, name="merge_undo"),
]
urlpatterns = [path("duplicates/", include(_DUPLICATES))]
