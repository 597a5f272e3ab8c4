"""Addresses that sweeps over pages visit, by who visits them."""

from __future__ import annotations

from tests.journeys.installation import Installation

FOUNDRY = "豫宛精密铸造有限公司"
PAGES = {
    "county": [
        "/overview/", "/figures/due_rate/411302/", "/worklist/", "/units/", "/units/{unit}/", "/units/{unit}/correct/",
        "/units/{unit}/history/", "/units/{unit}/transfer/", "/units/{unit}/close/", "/units/add/", "/members/",
        "/members/{member}/", "/members/{member}/correct/", "/members/{member}/transfer/", "/members/{member}/close/",
        "/members/{member}/reveal/id_number/", "/members/add/", "/organisations/", "/organisations/{organisation}/",
        "/organisations/{organisation}/correct/", "/organisations/add/", "/imports/", "/imports/upload/", "/imports/1/",
        "/imports/layouts/", "/exports/layouts/",
        "/rounds/", "/rounds/compare/", "/rounds/1/missing/", "/accounts/", "/accounts/add/",
        "/accounts/import/", "/territories/", "/me/", "/notice/", "/role/",
        "/jobs/", "/requests/", "/units/unsurveyed/", "/units/disagreements/", "/members/differences/",
        "/members/transfers/", "/members/own/",
        "/requests/new/?kind=correction&subject_kind=unit&subject_id={unit}",
        "/received/", "/calendar/", "/calendar/?month=2026-10&below=1", "/calendar/add/", "/campaign/",
        "/requests/too-much/?form=unit.add", "/questions/", "/me/password/", "/me/code/",
    ],
    "secretary": ["/overview/", "/units/{unit}/", "/members/", "/received/", "/calendar/"],
    "instructor": ["/overview/", "/units/"],
    "department": ["/units/{unit}/", "/members/"],
    "system_admin": ["/system/"],
    "security_admin": ["/security/"],
    "audit_admin": ["/audit/"],
    "stranger": ["/", "/units/"],
}  # fmt: skip


def numbers_of(installation: Installation) -> dict[str, int]:
    """What stands for {unit}, {member} and {organisation} in the addresses: the foundry and its branch."""
    found = installation.furnish("numbers")
    return {
        "unit": found["units"][FOUNDRY],
        "member": found["members"]["李党员"],
        "organisation": found["organisations"][f"{FOUNDRY}党支部"],
    }
