"""Addresses."""

from __future__ import annotations

from django.urls import path

from zhengyou.requests.views import problems, requests

app_name = "requests"
urlpatterns = [
    path("requests/", requests.requests, name="list"),
    path("requests/new/", requests.new, name="new"),
    path("requests/too-much/", requests.too_much, name="too_much"),
    path("requests/<int:pk>/", requests.request_page, name="request"),
    path("problems/", problems.problems, name="problems"),
    path("problems/add/", problems.add, name="problem_add"),
    path("problems/<int:pk>/", problems.problem, name="problem"),
    path("problems/<int:pk>/hand-on/", problems.hand_on, name="problem_hand_on"),
    path("problems/<int:pk>/take-up/", problems.take_up, name="problem_take_up"),
    path("problems/<int:pk>/join/", problems.join, name="problem_join"),
    path("problems/<int:pk>/separate/", problems.separate, name="problem_separate"),
    path("problems/<int:pk>/settle/", problems.settle, name="problem_settle"),
]
