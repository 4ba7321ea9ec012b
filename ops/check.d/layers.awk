# Reads our C++ files and finds includes that the layers forbid (ARCHITECTURE.md):
#   flows <- gateway <- workers     an include goes from right to left only; tests may include anything
#   a third-party library is seen by its own pair of files only
# Prints FILE:LINE: what; exit 1 if there was any. -v root=DIR/ is cut off the names.
BEGIN {
  rank["flows"] = 1; rank["gateway"] = 2; rank["workers"] = 3
  # header (a regular expression from its start) -> files that may see it
  only("pistache/", "^gateway/http/server[a-z_]*\\.(h|cc)$")
  only("curl/", "^gateway/http/client[a-z_]*\\.(h|cc)$")
  only("hiredis/", "^gateway/store/redis[a-z_]*\\.(h|cc)$")
  only("soci/", "^gateway/store/records/[a-z_]*\\.(h|cc)$")
  only("(libpq|sqlite3|postgresql/)", "^gateway/store/records/sql[a-z_]*\\.(h|cc)$")
  only("sodium", "^gateway/base/(crypto|case_box)\\.cc$")
  only("openssl/", "^gateway/base/hmac\\.cc$")
  only("rapidjson/", "^gateway/base/schema\\.cc$")
  only("spdlog/", "^gateway/base/log\\.cc$")
  only("fmt/", "^gateway/base/log\\.cc$")
  only("prometheus/", "^gateway/base/metrics\\.cc$")
  only("phonenumbers/", "^flows/base/phone\\.(h|cc)$")
  only("unicode/", "^flows/base/(text[a-z_]*|zone)\\.(h|cc)$")
  only("gettext-po", "^flows/engine/catalog[a-z_]*\\.(h|cc)$")
  only("re2/", "^flows/base/pattern\\.(h|cc)$")
  only("cld2/", "^flows/triage/language[a-z_]*\\.(h|cc)$")
  only("pugixml", "^gateway/providers/xml\\.cc$")
  only("liboath/", "^gateway/console/totp\\.(h|cc)$")
  only("nlohmann/json\\.hpp", "\\.cc$|_json\\.h$|^flows/model/fields\\.h$")
  only("CLI/", "^(workers/cli/[a-z_]*|.*main[a-z_]*)\\.cc$")
}
function only(header, files) { allowed[header] = files }
function finding(what) { print name ":" FNR ": " what; found = 1 }
FNR == 1 {
  name = FILENAME
  if (index(name, root) == 1) name = substr(name, length(root) + 1)
  split(name, parts, "/")
  layer = parts[1]
}
/^[ \t]*#[ \t]*include[ \t]*["<]/ {
  target = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*["<]/, "", target)
  sub(/[">].*$/, "", target)
  split(target, parts, "/")
  if (layer == "tests") next
  if (parts[1] == "tests") finding(layer " includes " target)
  if ((parts[1] in rank) && rank[parts[1]] > rank[layer]) finding(layer " includes " target)
  for (header in allowed)
    if (target ~ ("^" header) && name !~ allowed[header]) finding(target " belongs into files that match " allowed[header])
}
# What decides touches no clock, thread or log. gettext-po has global state and knows files only: its wrapper needs a lock.
layer == "flows" && name !~ /^flows\/engine\/catalog\.cc$/ && /^[ \t]*#[ \t]*include[ \t]*<(thread|mutex|iostream|fstream|random|ctime|sys\/socket\.h|unistd\.h)>/ {
  finding("flows is pure: no threads, clocks, chance, sockets or logs")
}
layer == "flows" && /(system_clock|steady_clock)::now/ { finding("flows is pure: time comes in as an argument") }
END { exit found }
