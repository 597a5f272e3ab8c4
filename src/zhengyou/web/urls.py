"""Addresses of the shell."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from zhengyou.web import question_views, system_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("todo/", views.todo, name="todo"),
    path("questions/", question_views.questions, name="questions"),
    path("system/", system_views.system, name="system"),
    path("language/", set_language, name="set_language"),
    path("components/", views.components, name="components"),
]
