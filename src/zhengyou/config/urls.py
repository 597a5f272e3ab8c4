"""All addresses, and the policies of those views that are not ours."""

from __future__ import annotations

from django.urls import include, path

from zhengyou.web.policy import THIRD_PARTY, Public, SignedIn

urlpatterns = [
    path("", include("zhengyou.web.urls")),
    path("", include("zhengyou.web.health_urls")),
    path("jobs/", include("zhengyou.web.job_urls")),
    path("", include("zhengyou.accounts.urls")),
    path("", include("zhengyou.organisations.own_urls")),
    path("", include("zhengyou.organisations.urls")),
    path("", include("zhengyou.campaigns.urls")),
    path("", include("zhengyou.requests.urls")),
    path("", include("zhengyou.census.urls")),
    path("", include("zhengyou.coverage.urls")),
    path("", include("zhengyou.reports.urls")),
]

handler400 = "zhengyou.web.views.bad_request"
handler403 = "zhengyou.web.views.forbidden"
handler404 = "zhengyou.web.views.not_found"
handler500 = "zhengyou.web.views.server_error"

THIRD_PARTY.update(
    {
        "django.views.i18n.set_language": Public("choosing a language needs no account"),
        "allauth.account.views.LoginView": Public("the sign-in itself"),
        "allauth.account.views.LogoutView": Public("ends a sign-in, also one that waits for its second step"),
        "allauth.account.views.PasswordChangeView": SignedIn(),
        "allauth.account.views.ReauthenticateView": SignedIn(),
        "allauth.mfa.base.views.AuthenticateView": Public(
            "second step of the sign-in, bound to the first by the session"
        ),
        "allauth.mfa.base.views.ReauthenticateView": SignedIn(),
        "allauth.mfa.base.views.IndexView": SignedIn(),
        "allauth.mfa.totp.views.ActivateTOTPView": SignedIn(),
        "allauth.mfa.totp.views.DeactivateTOTPView": SignedIn(),
        "allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView": SignedIn(),
        "allauth.mfa.recovery_codes.views.ViewRecoveryCodesView": SignedIn(),
        "allauth.mfa.recovery_codes.views.DownloadRecoveryCodesView": SignedIn(),
    }
)
