#!/usr/bin/env bash
# messages.sh [FOLDER]: brings the English catalogue to what code and templates say, and compiles it. FOLDER: another locale folder.
#
# A message that is new stands there empty afterwards: fill it in by hand and run this again. Nothing is guessed from
# similar messages, and a message that is no longer said goes.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh

command -v xgettext msgmerge msgfmt >/dev/null || install_packages gettext
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
locale=$(realpath -m "${1:-src/zhengyou/locale}")
mkdir -p "$locale"

python=$PWD/.venv/bin/python
export ZHENGYOU_DATA=$data DJANGO_SETTINGS_MODULE=zhengyou.config.settings
cd src # and not in the package itself, where Django would always take the locale folder it finds
"$python" - "$locale" <<'PYTHON'
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages


# Sentences of pure modules, which know no gettext: the catalogue takes them from the calls that make them.
KEYWORDS = ["_text", "say", "error:2", "warning:2"]


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, *(f"--keyword={word}" for word in KEYWORDS)]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


django.setup()
settings.LOCALE_PATHS = sys.argv[1:]
skipped = ["tests/*", "migrations/*", "static/*", "locale/*"]
call_command(
    Command(), locale=["en"], no_wrap=True, no_obsolete=True, add_location="file", ignore_patterns=skipped
)
PYTHON

catalogue=$locale/en/LC_MESSAGES/django
# Times and names would change the file at every run, and say nothing.
sed -i -e 's/^"Language: .*/"Language: en\\n"/' -e '/^"\(POT-Creation-Date\|PO-Revision-Date\|Last-Translator\|Language-Team\|Report-Msgid-Bugs-To\|Project-Id-Version\):/d' \
    -e '0,/^msgid ""$/{/^#/d}' "$catalogue.po"
msgfmt --check-format --output-file="$catalogue.mo" "$catalogue.po"
msgfmt --statistics --output-file=/dev/null "$catalogue.po"
