"""Addresses of the census."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from zhengyou.census import duplicate_urls, round_urls, source_urls
from zhengyou.census.views import (
    exports,
    fragments,
    import_columns,
    import_steps,
    imports,
    layouts,
    member_changes,
    members,
    rounds,
    unit_changes,
    units,
)

app_name = "census"

_UNITS = [
    path("", units.units, name="units"),
    path("export/", units.export, name="units_export"),
    path("add/", unit_changes.add, name="unit_add"),
    path("options/", fragments.unit_options, name="unit_options"),
    path("<int:pk>/", units.unit, name="unit"),
    path("<int:pk>/history/", units.history, name="unit_history"),
    path("<int:pk>/phone/", units.reveal_phone, name="unit_reveal_phone"),
    path("<int:pk>/correct/", unit_changes.correct, name="unit_correct"),
    path("<int:pk>/transfer/", unit_changes.transfer, name="unit_transfer"),
    path("<int:pk>/close/", unit_changes.close, name="unit_close"),
    path("<int:pk>/reopen/", unit_changes.reopen, name="unit_reopen"),
    path("<int:pk>/instructor/", unit_changes.instructor, name="unit_instructor"),
]
_MEMBERS = [
    path("", members.members, name="members"),
    path("export/", members.export, name="members_export"),
    path("add/", member_changes.add, name="member_add"),
    path("<int:pk>/", members.member, name="member"),
    path("<int:pk>/history/", members.history, name="member_history"),
    path("<int:pk>/reveal/<slug:what>/", members.reveal, name="member_reveal"),
    path("<int:pk>/correct/", member_changes.correct, name="member_correct"),
    path("<int:pk>/transfer/", member_changes.transfer, name="member_transfer"),
    path("<int:pk>/close/", member_changes.close, name="member_close"),
    path("<int:pk>/reopen/", member_changes.reopen, name="member_reopen"),
]
_ROUNDS: list[URLPattern | URLResolver] = [
    path("", rounds.rounds, name="rounds"),
    path("open/", rounds.open_round, name="round_open"),
    path("<int:pk>/close/", rounds.close_round, name="round_close"),
    path("", include(round_urls)),
]
_IMPORTS: list[URLPattern] = [
    path("", imports.imports, name="imports"),
    path("upload/", imports.upload, name="import_upload"),
    path("template/", imports.template, name="import_template"),
    path("layouts/", layouts.layouts, name="layouts"),
    path("layouts/<int:pk>/rename/", layouts.rename, name="layout_rename"),
    path("layouts/<int:pk>/forget/", layouts.forget, name="layout_forget"),
    path("<int:pk>/", import_steps.batch, name="import"),
    path("<int:pk>/mapping/", import_columns.mapping, name="import_mapping"),
    path("<int:pk>/heading/", import_columns.heading, name="import_heading"),
    path("<int:pk>/check/", import_steps.check, name="import_check"),
    path("<int:pk>/commit/", import_steps.commit, name="import_commit"),
    path("<int:pk>/refused/", import_steps.refused, name="import_refused"),
    path("<int:pk>/undo/", import_steps.undo, name="import_undo"),
    path("<int:pk>/discard/", import_steps.discard, name="import_discard"),
]
_EXPORTS: list[URLPattern] = [
    path("", exports.exports, name="layout_exports"),
    path("<int:pk>/", exports.export, name="layout_export"),
    path("<int:pk>/file/", exports.file, name="layout_export_file"),
]
urlpatterns = [
    *source_urls.urlpatterns,
    *duplicate_urls.urlpatterns,
    path("units/", include(_UNITS)),
    path("members/", include(_MEMBERS)),
    path("rounds/", include(_ROUNDS)),
    path("imports/", include(_IMPORTS)),
    path("exports/layouts/", include(_EXPORTS)),
    path("organisations/<int:pk>/units/", fragments.organisation_units, name="organisation_units"),
    path("organisations/<int:pk>/members/", fragments.organisation_members, name="organisation_members"),
]
