# shellcheck shell=bash
# Starts, watches and ends the processes of ops/run. Each is known by its pid and its start time in $HOME_DIR/run/NAME.pid, so
# that a pid which the kernel gave to somebody else is never signalled. Needs HOME_DIR and common.sh.

# In the order of starting; ended in the reverse one, so that nothing is accepted that could not be stored.
SERVICES=(redis worker console gateway)

# start_time PID: field 22 of /proc/PID/stat; the name before it may hold spaces and parentheses.
start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  say "${20}"
}

# pid_of NAME: the pid, if the recorded process still lives.
pid_of() {
  local file="$HOME_DIR/run/$1.pid" pid started
  [ -f "$file" ] || return 1
  read -r pid started <"$file" || return 1
  [ "$(start_time "$pid")" = "$started" ] || return 1
  say "$pid"
}

any_running() {
  local name
  for name in "${SERVICES[@]}"; do
    if pid_of "$name" >/dev/null; then return 0; fi
  done
  return 1
}

# start_service NAME COMMAND...: in a session of its own, so that Ctrl-C reaches this script alone and services end in order.
start_service() {
  local name=$1 pid
  shift
  setsid "$@" </dev/null >>"$HOME_DIR/log/$name.log" 2>&1 9>&- &
  pid=$!
  say "$pid $(start_time "$pid" || say 0)" >"$HOME_DIR/run/$name.pid"
}

# stop_service NAME: SIGTERM, then waits as long as a gateway may drain; SIGKILL after that.
stop_service() {
  local name=$1 pid waited=0
  if pid=$(pid_of "$name"); then
    kill -TERM "$pid" 2>/dev/null || true
    while pid_of "$name" >/dev/null && [ "$waited" -lt 200 ]; do
      sleep 0.1
      waited=$((waited + 1))
    done
    if pid=$(pid_of "$name"); then
      note "$name did not end by itself"
      kill -KILL "$pid" 2>/dev/null || true
    fi
  fi
  rm -f "$HOME_DIR/run/$name.pid"
}

stop_all() {
  local i
  for ((i = ${#SERVICES[@]} - 1; i >= 0; i--)); do stop_service "${SERVICES[i]}"; done
}

# service_died NAME: says so, with the end of its log.
service_died() {
  printf '%s\n' "$1 has ended; the last lines of $HOME_DIR/log/$1.log:" >&2
  tail -n 8 "$HOME_DIR/log/$1.log" >&2 || true
}

# wait_until NAME SECONDS COMMAND...: until COMMAND holds; 1 if NAME ended first or the time is over.
wait_until() {
  local name=$1 limit=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! pid_of "$name" >/dev/null; then
      service_died "$name"
      return 1
    fi
    if [ "$SECONDS" -ge "$limit" ]; then
      printf '%s\n' "$name is not ready; see $HOME_DIR/log/$name.log" >&2
      return 1
    fi
    sleep 0.1
  done
}

port_in_use() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
