"""Addresses of registers, transfers and differences."""

from __future__ import annotations

from django.urls import path

from zhengyou.census.views import differences, own_record, registers, transfers

urlpatterns = [
    path("units/disagreements/", registers.disagreements, name="disagreements"),
    path("units/disagreements/export/", registers.disagreements_export, name="disagreements_export"),
    path("units/disagreements/<int:pk>/", registers.settle, name="disagreement"),
    path("units/unsurveyed/", registers.unsurveyed, name="unsurveyed"),
    path("units/unsurveyed/export/", registers.unsurveyed_export, name="unsurveyed_export"),
    path("units/<int:pk>/register/<slug:field>/", registers.register_wrong, name="register_wrong"),
    path("members/transfers/", transfers.transfers, name="transfers"),
    path("members/transfers/<int:pk>/", transfers.transfer, name="transfer"),
    path("members/transfers/<int:pk>/release/", transfers.release, name="transfer_release"),
    path("members/transfers/<int:pk>/refuse/", transfers.refuse, name="transfer_refuse"),
    path("members/transfers/<int:pk>/withdraw/", transfers.withdraw, name="transfer_withdraw"),
    path("members/differences/", differences.differences, name="differences"),
    path("members/differences/export/", differences.export, name="differences_export"),
    path("members/differences/<slug:key>/", differences.difference, name="difference"),
    path("members/own/", own_record.own_record, name="own_record"),
]
