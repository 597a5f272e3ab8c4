#!/usr/bin/env bash
# fonts.sh [FOLDER]: puts the free Fangsong and Kaiti faces (Fandol) where official documents find them.
# Debian has them only inside texlive-lang-chinese, which would bring half a TeX with it: just the fonts are unpacked.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh

if [ "$(id -u)" = 0 ]; then default=/usr/local/share/fonts/fandol; else default=$HOME/.local/share/fonts/fandol; fi
folder=${1:-$default}
package=texlive-lang-chinese
inside=./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol
licence=./usr/share/doc/texlive-doc/fonts/fandol

if [ -e "$folder/FandolFang-Regular.otf" ] && [ -e "$folder/FandolKai-Regular.otf" ]; then
    exit 0
fi
command -v apt-get >/dev/null ||
    fail "This machine has no apt-get. Put FandolFang-Regular.otf and FandolKai-Regular.otf into $folder by hand."
say "Fetching the Fandol fonts from Debian's $package into $folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
download() { (cd "$work" && apt-get -qq download "$package" 2>"$work/said"); }
if ! download; then # as on a fresh machine, whose package lists are empty
    [ "$(id -u)" = 0 ] || fail "Debian's package lists are missing. As root, run \`apt-get update\`, then repeat the command."
    apt-get update -qq || say "Not every package list could be read; going on with those that could."
    download || { cat "$work/said" >&2; fail "Debian could not give $package. Its own message stands above."; }
fi
dpkg-deb --fsys-tarfile "$work"/*.deb | tar -x -C "$work" \
    "$inside/FandolFang-Regular.otf" "$inside/FandolKai-Regular.otf" "$licence/COPYING.gz" "$licence/README"
mkdir -p "$folder"
cp "$work/$licence"/* "$folder/"
# The fonts come last: they are what the next run looks for.
cp "$work/$inside"/*.otf "$folder/"
