"""Addresses that sweeps over pages visit, by who visits them."""

from __future__ import annotations

from tests.journeys.installation import Installation

FOUNDRY = "豫宛精密铸造有限公司"
CAMPAIGN = (
    "/directives/", "/directives/{directive}/", "/directives/add/", "/received/", "/directives/{directive}/receipts/",
    "/tasks/", "/tasks/{task}/", "/tasks/add/", "/documents/", "/visits/", "/visits/{visit}/", "/visits/add/",
    "/contacts/", "/contacts/add/", "/campaign/", "/calendar/", "/calendar/add/", "/problems/", "/problems/?view=all",
    "/problems/add/",
)  # fmt: skip
PAGES = {
    "county": [
        "/overview/", "/overview/?indicator=org_cover&by=section", "/overview/411302/worklist/", "/todo/",
        "/figures/due_rate/411302/?by=condition", "/figures/in_contact/411302/",
        "/statistics/", "/statistics/27/411302/", "/statistics/30/411302/",
        "/statistics/27/411302/units/?row=units&column=A", "/worklist/", "/units/", "/units/{unit}/", "/units/{unit}/correct/",
        "/units/{unit}/history/", "/units/{unit}/transfer/", "/units/{unit}/close/", "/units/add/", "/members/",
        "/members/{member}/", "/members/{member}/correct/", "/members/{member}/transfer/", "/members/{member}/close/",
        "/members/{member}/reveal/id_number/", "/members/add/", "/organisations/", "/organisations/{organisation}/",
        "/organisations/{organisation}/correct/", "/organisations/add/", "/imports/", "/imports/upload/", "/imports/1/",
        "/imports/layouts/", "/exports/layouts/",
        "/snapshots/", "/rounds/", "/rounds/compare/", "/rounds/1/missing/", "/accounts/", "/accounts/add/",
        "/accounts/import/", "/territories/", "/me/", "/notice/", "/role/",
        "/jobs/", "/requests/", "/units/unsurveyed/", "/units/disagreements/", "/members/differences/",
        "/members/transfers/", "/members/own/",
        "/requests/new/?kind=correction&subject_kind=unit&subject_id={unit}",
        "/received/", "/calendar/", "/calendar/?month=2026-10&below=1", "/calendar/add/", "/campaign/",
        "/requests/too-much/?form=unit.add", "/questions/", "/me/password/", "/me/code/",
        *CAMPAIGN, "/received/{receipt}/", "/received/{receipt}/convey/", "/documents/{document}/",
        "/documents/{document}/compose/", "/documents/{document}/check/", "/documents/{document}/head/",
        "/problems/{problem}/", "/problems/{problem}/hand-on/",
    ],
    "city": [
        "/territories/reorganisations/", "/territories/411302001/reorganise/move/", "/territories/411302001/reorganise/split/",
        "/organisations/{organisation}/reorganise/merge/", *CAMPAIGN, "/directives/overlaps/", "/tasks/?by=body",
        "/tasks/?by=date", "/tasks/?by=place",
    ],
    "secretary": ["/overview/", "/overview/units/", "/units/{unit}/", "/members/", "/received/", "/calendar/"],
    "instructor": ["/overview/", "/units/"],
    "department": ["/units/{unit}/", "/members/"],
    "system_admin": ["/system/"],
    "security_admin": ["/security/"],
    "audit_admin": ["/audit/"],
    "stranger": ["/", "/units/"],
}  # fmt: skip


def numbers_of(installation: Installation) -> dict[str, int]:
    """What stands for {unit} and the like in the addresses: the foundry and its branch, and the campaign's records.

    Plays the campaign first, where nobody has.
    """
    installation.furnish("campaign")
    found = installation.furnish("numbers")
    return {
        "unit": found["units"][FOUNDRY],
        "member": found["members"]["李党员"],
        "organisation": found["organisations"][f"{FOUNDRY}党支部"],
        **found["campaign"],
    }
