#!/usr/bin/env bash
# Builds what is in git of miniprogram/unchunk/ but not written by hand: the module, and the scripts as ES modules.
#
#   ./build.sh          both; sources.hash then says what the module was built from
#   ./build.sh FILE     the module alone, to another place
#   ./build.sh --check  prints whether the sources have changed since the module in git was built
#
# With the target that rustup has installed, else with Debian's compiler, which brings the sources of core and alloc
# along.
set -euo pipefail
cd "$(dirname "$0")"

package=miniprogram/unchunk/unchunk.wasm

# One hash of all that decides on the module. Its bytes cannot tell: they also depend on the compiler and the folder.
sources() {
  (
    cd ../..
    files=$(find Cargo.toml src examples/wechat/{src,Cargo.toml,Cargo.lock,build.sh,link.sh} -type f | LC_ALL=C sort)
    echo "$files"
    git hash-object --stdin-paths <<<"$files"
  ) | git hash-object --stdin
}

case ${1-} in
--check)
  [ "$(sources)" = "$(cat sources.hash)" ] ||
    echo "The sources of unchunk.wasm have changed since it was built: run examples/wechat/build.sh and commit."
  exit
  ;;
'') out=$package ;;
*) out=$1 ;;
esac

# WebAssembly 1.0 and nothing later: no reference types, no multi-value, no bulk memory.
target=wasm32v1-none
rustlib=$(rustc --print sysroot)/lib/rustlib
RUST_LLD=$rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin/rust-lld
export RUST_LLD CARGO_TARGET_WASM32V1_NONE_LINKER=$PWD/link.sh
build=(cargo build --quiet --locked --release --target "$target" --target-dir target)

if [ -d "$rustlib/$target" ]; then
  "${build[@]}"
elif [ -x /usr/bin/rustc ] && [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library" ]; then
  # The crate does not panic, so that no message of a panic needs room.
  export RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort"
  RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc "${build[@]}" -Zbuild-std=core,alloc -Zbuild-std-features=optimize_for_size
else
  echo "needs one of: rustup target add $target; apt-get install rustc-web rust-web-src" >&2
  exit 1
fi

built=target/$target/release/unchunk.wasm
if command -v wasm-opt >/dev/null; then
  # Flat code, structured anew, is 1 % smaller and no slower. The lowest bytes of memory are the end of the stack.
  wasm-opt -mvp --flatten --rereloop -O3 -O3 --converge --low-memory-unused "$built" -o "$out"
else
  echo "without wasm-opt (apt-get install binaryen) the module is 6 % larger" >&2
  install -m 644 "$built" "$out"
fi
wc -c "$out"

if [ "$out" = "$package" ]; then
  sources >sources.hash
  node esm.js
fi
