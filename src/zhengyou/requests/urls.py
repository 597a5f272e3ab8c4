"""Addresses."""

from __future__ import annotations

from django.urls import path

from zhengyou.requests.views import requests

app_name = "requests"
urlpatterns = [
    path("requests/", requests.requests, name="list"),
    path("requests/new/", requests.new, name="new"),
    path("requests/too-much/", requests.too_much, name="too_much"),
    path("requests/<int:pk>/", requests.request_page, name="request"),
]
