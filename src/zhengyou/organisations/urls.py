"""Addresses of territories, organisations and accounts."""

from __future__ import annotations

from django.urls import include, path

from zhengyou.organisations.views import (
    audit,
    line,
    line_changes,
    people,
    reorganisations,
    reorganising,
    security,
    territories,
)

app_name = "organisations"

_LINE = [
    path("", line.organisations, name="list"),
    path("add/", line_changes.add, name="add"),
    path("export/", line.export, name="export"),
    path("options/", line.organisation_options, name="organisation_options"),
    path("<int:pk>/", line.organisation, name="organisation"),
    path("<int:pk>/correct/", line_changes.correct, name="correct"),
    path("<int:pk>/reorganise/<slug:kind>/", reorganising.organisation_reorganise, name="reorganise"),
    path("<int:pk>/close/", line_changes.close, name="close"),
    path("<int:pk>/roll-complete/", line_changes.roll_complete, name="roll_complete"),
    path("<int:pk>/phone/", line.reveal_phone, name="reveal_phone"),
]
_TERRITORIES = [
    path("", territories.territories_top, name="territories"),
    path("options/", territories.place_options, name="place_options"),
    path("reorganisations/", reorganisations.reorganisations, name="reorganisations"),
    path("reorganisations/<int:pk>/", reorganisations.reorganisation, name="reorganisation"),
    path("reorganisations/<int:pk>/reverse/", reorganisations.reverse, name="reorganisation_reverse"),
    path("<str:code>/", territories.territory, name="territory"),
    path("<str:code>/add/", territories.territory_add, name="territory_add"),
    path("<str:code>/rename/", territories.territory_rename, name="territory_rename"),
    path(
        "<str:code>/reorganise/<slug:kind>/", reorganising.territory_reorganise, name="territory_reorganise"
    ),
    path("<str:code>/close/", territories.territory_close, name="territory_close"),
    path("<str:code>/bodies/add/", territories.body_add, name="body_add"),
]
_ACCOUNTS = [
    path("", people.people, name="accounts"),
    path("add/", people.add, name="account_add"),
    path("import/", people.from_workbook, name="accounts_import"),
    path("template/", people.template, name="accounts_template"),
    path("slips/", people.print_slips, name="account_slips"),
    path("<int:pk>/", people.person, name="account"),
    path("<int:pk>/correct/", people.correct, name="account_correct"),
    path("<int:pk>/roles/add/", people.appoint, name="role_add"),
    path("<int:pk>/reset/<slug:what>/", people.reset, name="account_reset"),
    path("<int:pk>/switch/<slug:what>/", people.switch, name="account_switch"),
    path("appointments/<int:pk>/end/", people.end, name="appointment_end"),
]
_AUDIT = [
    path("", audit.audit_log, name="audit"),
    path("chain/", audit.audit_chain, name="audit_chain"),
    path("export/", audit.audit_export, name="audit_export"),
]
_SECURITY = [
    path("", security.security, name="security"),
    path("unlock/", security.unlock, name="security_unlock"),
    path("accounts/<int:pk>/deactivate/", security.deactivate, name="security_deactivate"),
    path("accounts/<int:pk>/reactivate/", security.reactivate, name="security_reactivate"),
]
urlpatterns = [
    path("audit/", include(_AUDIT)),
    path("security/", include(_SECURITY)),
    path("organisations/", include(_LINE)),
    path("territories/", include(_TERRITORIES)),
    path("accounts/", include(_ACCOUNTS)),
]
