"""Addresses of one's own standing, without a namespace because the shell names them."""

from __future__ import annotations

from django.urls import path

from zhengyou.organisations import second_factor
from zhengyou.organisations.views import roles

urlpatterns = [
    path("role/", roles.change_role, name="change_role"),
    path("second-factor/", second_factor.second_factor_needed, name="second_factor_needed"),
]
