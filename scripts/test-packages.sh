#!/usr/bin/env bash
# Sees to what the tests need from Debian: installs it as root, else names it and fails.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb; }
has_libatomic() { compgen -G '/usr/lib*/libatomic.so.1' || compgen -G '/usr/lib/*/libatomic.so.1'; }
has_cjk_font() { compgen -G '/usr/share/fonts/*/noto/NotoSansCJK-*' || fc-list :lang=zh-cn | grep .; }
has_cjk_serif() { compgen -G '/usr/share/fonts/*/noto/NotoSerifCJK-*' || fc-list 'Noto Serif CJK SC' | grep .; }

missing=()
command -v git >/dev/null || missing+=(git)
command -v chromium >/dev/null || missing+=(chromium)
command -v msgfmt >/dev/null || missing+=(gettext)
has_libatomic >/dev/null || missing+=(libatomic1) # Playwright's driver is linked against it
has_postgres >/dev/null || missing+=(postgresql)
command -v java >/dev/null || missing+=(default-jre-headless) # Spark, which the full count is tried on
{ has_cjk_font && has_cjk_serif; } >/dev/null 2>&1 || missing+=(fonts-noto-cjk)

if [ ${#missing[@]} -gt 0 ]; then
    install_packages "${missing[@]}"
fi
scripts/fonts.sh # official documents are measured in the faces they are set in
