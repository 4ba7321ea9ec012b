# shellcheck shell=bash
# The console's page (gateway/console/web): packages and build, each only when its inputs changed.

PAGE="$ROOT/gateway/console/web"

# sum_of FILE...: one hash over names and contents.
sum_of() { sha256sum "$@" | sha256sum | cut -d ' ' -f 1; }

# need_modules FOLDER: npm ci where package-lock.json is not the one that was installed last.
need_modules() {
  local folder=$1 sum stamp="$1/node_modules/.tipline-lock"
  sum=$(cd "$folder" && sum_of package-lock.json)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ]; then return; fi
  note "npm ci in ${folder#"$ROOT"/}"
  (cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error >&2) ||
    die 3 "npm ci failed"
  say "$sum" >"$stamp"
}

page_sum() {
  local files
  mapfile -d '' -t files < <(cd "$PAGE" &&
    find . \( -name node_modules -o -name dist -o -name tests \) -prune -o -type f -print0 | sort -z)
  (cd "$PAGE" && sum_of "${files[@]}")
}

build_page() {
  local sum stamp="$ROOT/build/page.sum"
  need_modules "$PAGE"
  sum=$(page_sum)
  if [ -f "$PAGE/dist/index.html" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ]; then return; fi
  note "building the console's page"
  (cd "$PAGE" && npm run --silent build >"$(mktemp_log page)" 2>&1) || die 1 "the page does not build; see $(mktemp_log page)"
  mkdir -p "$ROOT/build"
  say "$sum" >"$stamp"
}
