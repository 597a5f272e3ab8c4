# Sourced by the other scripts: plain speech, and Debian packages.

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# install_packages PACKAGE...: installs Debian packages as root; else names them and fails.
install_packages() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        fail "This machine lacks: $*. As root, run \`apt-get install $*\`, then repeat the command."
    fi
    say "Installing from Debian: $*"
    apt-get update -qq || say "Not every package list could be read; going on with those that could."
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        install -y -qq --no-install-recommends "$@" >/dev/null || fail "Debian could not install: $*. Its own message stands above."
}
