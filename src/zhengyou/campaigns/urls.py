"""Addresses."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhengyou.campaigns.views import reach, receipts

app_name = "campaigns"
urlpatterns: list[URLPattern] = [
    path("received/", receipts.received, name="receipts"),
    path("received/<int:pk>/", receipts.receipt, name="receipt"),
    path("received/<int:pk>/acknowledge/", receipts.acknowledge, name="acknowledge"),
    path("received/<int:pk>/convey/", receipts.convey, name="convey"),
    path("received/<int:pk>/send/", receipts.send_on, name="send_on"),
    path("received/<int:pk>/brief/", receipts.brief, name="brief"),
    path("received/<int:pk>/briefing-read/", receipts.briefing_read, name="briefing_read"),
    path("conveyances/<int:pk>/remove/", receipts.conveyance_remove, name="conveyance_remove"),
    path("directives/<int:pk>/receipts/", reach.directive_receipts, name="directive_receipts"),
    path("directives/<int:pk>/receipts/acknowledge/", reach.acknowledge_for, name="acknowledge_for"),
]
