# shellcheck shell=bash
# The providers' official SDKs from npm, for tests/sdk. Source page.sh first.

# Exact versions, by the lock file. None of them has to build or to fetch anything, so none of their scripts runs.
need_sdks() { npm_config_ignore_scripts=true need_modules "$ROOT/tests/sdk"; }
