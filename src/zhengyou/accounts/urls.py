"""Addresses. Those of allauth keep their usual names, without a namespace: allauth looks them up itself.

Only what an office account needs is there: no sign-up, no e-mail, no reset by mail.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from zhengyou.accounts.views import mine, notice, slips

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("slip/<str:secret>/", slips.slip, name="slip"),
    path("notice/", notice.notice, name="notice"),
    path("me/", mine.my_data, name="my_data"),
    path("me/export/", mine.my_data_export, name="my_data_export"),
    path("me/sign-out-everywhere/", mine.sign_out_everywhere, name="sign_out_everywhere"),
    path("me/password/", account.password_change, name="account_change_password"),
    path("me/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("me/confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("me/code/", mfa.index, name="mfa_index"),
    path("me/code/set-up/", totp.activate_totp, name="mfa_activate_totp"),
    path("me/code/switch-off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/code/spare/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/code/spare/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/code/spare/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
