"""Set-up of every test, in src/ and in tests/: an own data folder, nothing from the developer's settings."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import django
import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from tests.world import World

if settings.configured:
    pytest.exit(
        "Unset DJANGO_SETTINGS_MODULE: tests set up their environment before Django reads it.", returncode=4
    )
for name in [name for name in os.environ if name.startswith("ZHENGYOU_") and name != "ZHENGYOU_PICTURES"]:
    del os.environ[name]
_data_dir = tempfile.TemporaryDirectory(prefix="zhengyou-test-")
os.environ["ZHENGYOU_DATA"] = _data_dir.name
os.environ["DJANGO_SETTINGS_MODULE"] = "zhengyou.config.settings"
django.setup()
# A worker of xdist inherits the environment, and with this in it would read the settings before it came here.
del os.environ["DJANGO_SETTINGS_MODULE"]
# Argon2id takes its time on purpose; signing in a whole cast for each test must not.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nobody has collected the static files of a test.
settings.STATIC_ROOT.mkdir(exist_ok=True)
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# On a busy machine a slow example is no failure, and a failure must come back on every run.
hypothesis_settings.register_profile("zhengyou", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("zhengyou")


@pytest.fixture(autouse=True)
def chinese_first() -> None:
    """Each test begins in the product's own language, whatever the one before it asked for."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def world(db: None) -> World:  # noqa: ARG001 - asks for the database
    """The cast (tests/world.py)."""
    from tests.world import make_world  # noqa: PLC0415 - models can be imported only after django.setup() above

    return make_world()
