"""The one settings file. What differs between installations comes from the environment (docs/settings.md)."""

from __future__ import annotations

import os
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF

from zhengyou.config import environment

django_stubs_ext.monkeypatch()  # generic fields and managers, before any model is imported

os.umask(0o077)  # whatever the product writes (uploads, previews, keys, database) is its owner's alone
DATA_DIR = environment.data_dir()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # database and uploads are the owner's alone
PACKAGE_DIR = environment.PROJECT / "src" / "zhengyou"

DEBUG = environment.flag("ZHENGYOU_DEBUG", default=False, purpose="显示出错细节，只用于开发")
SECRET_KEY = environment.secret("ZHENGYOU_SECRET_KEY", "secret")
FIELD_KEY = environment.secret("ZHENGYOU_FIELD_KEY", "fields")
FIELD_CIPHER = environment.choice(
    "ZHENGYOU_FIELD_CIPHER", ("aes-256-gcm", "sm4-gcm"), "个人信息字段的加密算法"
)
ENGINE = environment.choice("ZHENGYOU_ENGINE", ("duckdb", "spark"), "批量计算引擎")
SPARK_MASTER = environment.spark_master()
ALLOWED_HOSTS = environment.names("ZHENGYOU_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = environment.names("ZHENGYOU_ORIGINS", "")
HTTPS = environment.flag("ZHENGYOU_HTTPS", default=False, purpose="站点是否经由 HTTPS 访问")
PROXIES = environment.count("ZHENGYOU_PROXIES", default=0, purpose="站点前面有几层可信的代理")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tasks",
    "django_tasks_db",
    "zhengyou.config",
    "zhengyou.audit",
    "zhengyou.changes",
    "zhengyou.burden",
    "zhengyou.jobs",
    "zhengyou.web",
    "zhengyou.accounts",
    "zhengyou.organisations",
    "zhengyou.campaigns",
    "zhengyou.requests",
    "zhengyou.census",
    "zhengyou.coverage",
    "zhengyou.analytics",
    "zhengyou.reports",
    "zhengyou.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhengyou.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zhengyou.accounts.signed_in.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zhengyou.accounts.middleware.CacheMiddleware",
    "zhengyou.accounts.middleware.IdleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhengyou.web.middleware.RefusalMiddleware",
    "zhengyou.organisations.middleware.ScopeMiddleware",
    "zhengyou.web.middleware.PolicyMiddleware",
    "zhengyou.accounts.middleware.NoticeMiddleware",
    "zhengyou.organisations.second_factor.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "zhengyou.config.urls"
WSGI_APPLICATION = "zhengyou.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            PACKAGE_DIR / "web" / "templates",
            PACKAGE_DIR / "accounts" / "templates",
        ],  # before allauth's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zhengyou.web.context.shell",
            ],
            "builtins": [
                "zhengyou.web.templatetags.zy",
                "zhengyou.web.templatetags.zy_values",
                "zhengyou.campaigns.templatetags.clause_names",
                "django.templatetags.i18n",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

_database = dj_database_url.parse(environment.database_url(), conn_max_age=60)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["CONN_MAX_AGE"] = None  # opening the file and its pragmas costs more than keeping it
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "zhengyou.accounts.validators.NotLikeTheName"},
    {"NAME": "zhengyou.accounts.validators.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "zhengyou.accounts.validators.NotCommon"},
    {"NAME": "zhengyou.accounts.validators.NotOnlyDigits"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "zhengyou.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# axes does the lock-out, in the database, for both doors; an office behind one address may sign in all at once
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "zhengyou.accounts.forms.SignInForm",
    "change_password": "zhengyou.accounts.forms.PasswordChangeForm",
    "reauthenticate": "zhengyou.accounts.forms.PasswordConfirmForm",
}
SUBJECTS = {  # kind: (scope, subject_id) -> zhengyou.web.subjects.Subject | None
    "user": "zhengyou.requests.subjects.own_account",
    "organisation": "zhengyou.organisations.subjects.organisation",
    "territory": "zhengyou.organisations.subjects.territory",
    "unit": "zhengyou.census.subjects.unit",
    "member": "zhengyou.census.subjects.member",
}
SUBJECTS_BY_NAME = {  # kind: (scope, text, limit) -> list[(subject_id, Subject, where it is)]
    "organisation": "zhengyou.organisations.subjects.organisations_named",
    "territory": "zhengyou.organisations.subjects.territories_named",
    "unit": "zhengyou.census.subjects.units_named",
}
MY_DATA_SOURCES = [
    "zhengyou.organisations.my_data.held",
    "zhengyou.requests.my_data.held",
    "zhengyou.campaigns.my_data.held",
    "zhengyou.census.my_data.held",
]  # each: (user) -> list[zhengyou.accounts.my_data.Held]
MFA_FORMS = {
    "authenticate": "zhengyou.accounts.forms.CodeForm",
    "reauthenticate": "zhengyou.accounts.forms.CodeConfirmForm",
    "activate_totp": "zhengyou.accounts.forms.SetUpForm",
}
MFA_ADAPTER = "zhengyou.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Zhengyou"
MFA_TOTP_TOLERANCE = 1  # a phone may be half a minute off; lock-out counts guesses anyway

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_CALLABLE = "zhengyou.accounts.lockout.name_counted"  # one name, however it is spelt
AXES_CLIENT_IP_CALLABLE = "zhengyou.accounts.callers.address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is nobody's business; failures alone are kept
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code", "csrfmiddlewaretoken"]
AXES_LOCKOUT_CALLABLE = "zhengyou.accounts.lockout.locked_out"

SESSION_ENGINE = "zhengyou.accounts.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "zhengyou.web.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # one page of a list may be ticked as a whole
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
MAX_UPLOAD_BYTES = 64 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["zhengyou.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS: list[Any] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
UPLOADS_DIR = DATA_DIR / "uploads"

CACHES = {  # counts failed slips and used codes: one count for all processes, in the database that all share
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
OUTBOX_READERS = ["zhengyou.analytics.tasks.refresh"]
JOBS_PERIODIC = [
    ("zhengyou.analytics.tasks.refresh", 2),  # and the worker looks every second: within 5 s of a commit
    ("zhengyou.web.tasks.settle", 10),
    ("zhengyou.audit.tasks.seal", 60),
    ("zhengyou.organisations.tasks.remind", 3600),
    ("zhengyou.campaigns.tasks.catch_up", 3600),
    ("zhengyou.campaigns.retention.expire", 86_400),
    ("zhengyou.accounts.tasks.expire", 3600),
    ("zhengyou.organisations.retention.expire", 86_400),
    ("zhengyou.requests.tasks.expire", 86_400),
    ("zhengyou.census.tasks.expire", 86_400),
]

NAVIGATION = "zhengyou.config.navigation.entries"
TODO_SOURCES = [  # each: (scope, *, today) -> list[zhengyou.web.todo.Waiting]
    "zhengyou.organisations.queries.waiting.waiting",
    "zhengyou.campaigns.queries.receiving.waiting",
    "zhengyou.campaigns.queries.reviewing.waiting",
    "zhengyou.campaigns.queries.tasks.waiting",
    "zhengyou.campaigns.queries.documents.waiting",
    "zhengyou.requests.queries.waiting.waiting",
    "zhengyou.census.queries.waiting.waiting",
    "zhengyou.census.queries.duplicates.waiting",
    "zhengyou.coverage.queries.worklist.waiting",
    "zhengyou.web.job_views.waiting",
]

# Each: (organisation or territory, *, on: date) -> list[str], sentences that say what stands against closing it.
ORGANISATION_DEPENDANTS = ["zhengyou.census.queries.dependants.of_organisation"]
# Each: ({organisation: its new territory path}, *, ledger) -> None, called in the transaction that moved them.
ORGANISATION_FOLLOWERS = [
    "zhengyou.census.actions.following.organisations_moved",
    "zhengyou.campaigns.actions.following.organisations_moved",
    "zhengyou.campaigns.actions.contacts.organisations_moved",
]
# Rows that may be chosen one by one when a place or an organisation is split (organisations.actions.holdings).
REORGANISATION_HOLDINGS = [
    "zhengyou.census.actions.holdings.UNITS",
    "zhengyou.census.actions.holdings.MEMBERS",
]
# Each: (path moves, *, at, back) -> what it must know to go back, or None; called in the transaction of the reorganisation.
REORGANISATION_FOLLOWERS = [
    "zhengyou.census.actions.following.places_moved",
    "zhengyou.analytics.actions.replanting_cells.follow",
]
# Each: (reorganisation) -> sentences why it cannot be taken back any more.
REORGANISATION_BARRIERS = ["zhengyou.analytics.snapshots.against_reversal"]
# Each: (tree, day) -> sentences why nothing can take effect on that day any more.
REORGANISATION_DAYS = ["zhengyou.analytics.snapshots.against_day"]
# Each: (places and organisations that may be taken back) -> querysets of what the machine gave them and nobody touched.
REORGANISATION_LEFTOVERS = [
    "zhengyou.organisations.actions.reminding.untouched",
    "zhengyou.campaigns.actions.following.untouched",
]
# Each: (the same) -> (queryset, column) of rows that name them only because a unit or an organisation stands there.
REORGANISATION_COMPANIONS = ["zhengyou.campaigns.actions.following.companions"]
TERRITORY_DEPENDANTS = [
    "zhengyou.organisations.queries.dependants.of_territory",
    "zhengyou.campaigns.queries.dependants.of_territory",
    "zhengyou.requests.queries.dependants.of_territory",
    "zhengyou.census.queries.dependants.of_territory",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "zhengyou.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "zhengyou": {"level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}

SILENCED_SYSTEM_CHECKS = ["axes.W003"]
