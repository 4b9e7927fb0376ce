#!/bin/sh
# need.sh python PYTHON | need.sh browser
# Makes sure of what comes from the system: installs it on Debian when this user may, else says what is missing and how to mend it.

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install() { # what it is for, then the packages
    why=$1
    shift
    if ! may_install; then
        echo "zhiyin: $why is missing. On Debian or Ubuntu: sudo apt-get install $*   Then run the same command again." >&2
        exit 1
    fi
    echo "Installing $* ($why) ..."
    as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        log=$(mktemp); apt-get update >"$log" 2>&1; apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1 || { tail -5 "$log" >&2; exit 1; }
    ' install "$@" || {
        echo "zhiyin: apt-get could not install $*. The lines above say why; mend that and run the same command again." >&2
        exit 1
    }
}

case $1 in
python)
    if ! "$2" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "zhiyin: Python 3.11 or newer is needed and '$2' is not that. Install one, or name it: make run PYTHON=python3.12" >&2
        exit 1
    fi
    "$2" -c 'import ensurepip, venv' 2>/dev/null || install "Python's venv" python3-venv
    ;;
browser)
    [ -n "$ZHIYIN_CHROMIUM" ] || command -v chromium >/dev/null || install "a browser for the tests" chromium
    fc-list :lang=zh 2>/dev/null | grep -q . || install "a Chinese font for the tests" fonts-noto-cjk fontconfig
    ;;
esac
