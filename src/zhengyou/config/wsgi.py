"""The door of the web server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengyou.config.settings")
application = get_wsgi_application()

_database = settings.DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Each of the threads that answer has a connection of its own, and a page reads little of the database; the worker, which
    # imports, keeps the larger cache of the settings.
    _database["OPTIONS"]["init_command"] += " PRAGMA cache_size=-4096;"
