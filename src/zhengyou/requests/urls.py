"""Addresses."""

from __future__ import annotations

from django.urls import path

from zhengyou.requests import views

app_name = "requests"
urlpatterns = [
    path("requests/", views.requests, name="list"),
    path("requests/new/", views.new, name="new"),
    path("requests/too-much/", views.too_much, name="too_much"),
    path("requests/<int:pk>/", views.request_page, name="request"),
]
