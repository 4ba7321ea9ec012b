# shellcheck shell=bash
# Installs Debian packages of ops/lib/packages.txt that are missing. Quick when none is: one dpkg query.

# need_packages GROUP...
need_packages() {
  local group wanted=() missing=()
  for group in "$@"; do
    mapfile -t -O "${#wanted[@]}" wanted < <(awk -v group="$group" '$1 == group {print $2}' "$ROOT/ops/lib/packages.txt")
  done
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  install_packages "${missing[@]}"
}

# need_node: node 18 or newer with npm, whoever brought it; else Debian's own.
need_node() {
  local version
  version=$({ node --version 2>/dev/null || true; } | sed -n 's/^v\([0-9]*\).*/\1/p')
  if [ -n "$version" ] && [ "$version" -ge 18 ] && command -v npm >/dev/null; then return; fi
  install_packages nodejs npm
}

missing_packages() {
  command -v dpkg-query >/dev/null || die 3 "this needs Debian 12; install by hand what ops/lib/packages.txt lists"
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | awk -v wanted="$*" '
    $1 == "installed" {there[$2] = 1}
    END {
      count = split(wanted, names, " ")
      for (i = 1; i <= count; i++) if (!(names[i] in there)) print names[i]
    }'
}

install_packages() {
  if [ $# -eq 0 ]; then return; fi
  if [ "$(id -u)" -eq 0 ]; then
    note "installing: $*"
    bash "$ROOT/ops/lib/install.sh" "$@" >&2 || die 3 "apt-get failed"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    note "installing with sudo: $*"
    sudo -n bash "$ROOT/ops/lib/install.sh" "$@" >&2 || die 3 "apt-get failed"
  else
    die 3 "packages are missing; as root: apt-get update && apt-get install -y --no-install-recommends $*"
  fi
}
