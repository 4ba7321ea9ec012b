# shellcheck shell=bash
# Sourced by every script in ops/: where we are, how to speak, how to fail. The scripts run from anywhere.
# Exit codes as of the programs: 1 the answer is no, 2 wrong use, 3 something needed is not there.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export ROOT

# say LINE...
say() { printf '%s\n' "$@"; }
note() { printf '== %s\n' "$*" >&2; }
# die CODE MESSAGE...
die() {
  local code=$1
  shift
  printf 'ops/%s: %s\n' "${0##*/}" "$*" >&2
  exit "$code"
}

# How many compilers at once: one per core, and one per gigabyte of memory.
jobs_that_fit() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)
  if [ "$memory" -lt 1 ]; then memory=1; fi
  if [ "$memory" -lt "$cores" ]; then say "$memory"; else say "$cores"; fi
}

# build_programs PRESET TARGET...: configures once; after that ninja itself sees what changed.
build_programs() {
  local preset=$1 dir="$ROOT/build/$1"
  shift
  if [ ! -f "$dir/build.ninja" ]; then
    note "configuring $preset"
    (cd "$ROOT" && cmake --preset "$preset" >"$(mktemp_log "$preset-configure")") ||
      die 3 "cmake failed; its output: $(mktemp_log "$preset-configure")"
  fi
  note "building $preset"
  ninja -C "$dir" -j "$(jobs_that_fit)" "$@" >&2 || die 1 "the build failed"
}

# Where the output of a quiet step goes.
mktemp_log() {
  mkdir -p "$ROOT/build"
  say "$ROOT/build/$1.log"
}
