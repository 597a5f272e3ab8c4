"""Addresses of the work-list."""

from __future__ import annotations

from django.urls import path

from zhengyou.coverage import views

app_name = "coverage"
urlpatterns = [
    path("worklist/", views.worklist, name="worklist"),
    path("units/<int:pk>/coverage/", views.unit, name="unit"),
    path("worklist/export/", views.export, name="worklist_export"),
]
