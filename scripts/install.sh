#!/usr/bin/env bash
# Builds a release and puts the one binary into PREFIX/bin.
. "$(dirname "$0")/env.sh"
prefix=${PREFIX:-$HOME/.local}
say "install: building a release; the first time takes some minutes"
cargo build --release --locked --bin shoal
install -D -m 755 "$target_dir/release/shoal" "$prefix/bin/shoal" \
  || stop "cannot write $prefix/bin/shoal. Choose a folder of yours with PREFIX=…, or copy $target_dir/release/shoal as root."
if mkdir -p "$prefix/lib/shoal" && cp -r "$target_dir/scoring" "$prefix/lib/shoal/"; then
  say "install: what scores pictures is in $prefix/lib/shoal/scoring"
fi
say "install: $prefix/bin/shoal is there"
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) say "install: it is not on your PATH yet: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
