# shellcheck shell=bash
# The private Redis of ops/run: its configuration from ops/redis, one ACL user per process with a random password. The
# passwords lie in $HOME_DIR/secrets.json, which every program reads beside the configured secrets. Needs HOME_DIR.

REDIS_DIR="$HOME_DIR/redis"
REDIS_SOCKET="$REDIS_DIR/redis.sock"
REDIS_PROCESSES=(gateway worker console admin)

random_word() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

make_redis_passwords() {
  local process separator='' umask_before
  if [ -f "$HOME_DIR/secrets.json" ]; then return; fi
  umask_before=$(umask)
  umask 077
  {
    printf '{"redis": {'
    for process in "${REDIS_PROCESSES[@]}"; do
      printf '%s"tl-%s": "%s"' "$separator" "$process" "$(random_word)"
      separator=', '
    done
    printf '}}\n'
  } >"$HOME_DIR/secrets.json.new"
  mv "$HOME_DIR/secrets.json.new" "$HOME_DIR/secrets.json"
  umask "$umask_before"
}

redis_password() { sed -n "s/.*\"tl-$1\": \"\\([0-9a-f]*\\)\".*/\\1/p" "$HOME_DIR/secrets.json"; }

# The passwords are filled in by the shell itself: arguments of a program can be read by everybody on the machine.
write_redis_files() {
  local process users password
  mkdir -p "$REDIS_DIR"
  chmod 700 "$REDIS_DIR"
  make_redis_passwords
  users=$(<"$ROOT/ops/redis/users.acl.in")
  for process in "${REDIS_PROCESSES[@]}"; do
    password=$(redis_password "$process")
    if [ -z "$password" ]; then die 3 "no password of tl-$process in $HOME_DIR/secrets.json"; fi
    users=${users//"@PASSWORD_${process^^}@"/"$password"}
  done
  (
    umask 077
    printf '%s\n' "$users" >"$REDIS_DIR/users.acl"
    sed -e "s|@DIR@|$REDIS_DIR|g" -e "s|@SOCKET@|$REDIS_SOCKET|g" "$ROOT/ops/redis/redis.conf" >"$REDIS_DIR/redis.conf"
  )
  if grep -l '@[A-Z_]*@' "$REDIS_DIR/users.acl" "$REDIS_DIR/redis.conf" >&2; then
    die 1 "a placeholder is left in the files above: ops/lib/redis.sh and ops/redis do not fit"
  fi
}

# Answers with PONG, or asks for a password.
redis_answers() { timeout 2 redis-cli -s "$REDIS_SOCKET" ping 2>&1 | grep -qE 'PONG|NOAUTH'; }

start_redis() {
  if [ "${#REDIS_SOCKET}" -gt 107 ]; then die 2 "TIPLINE_HOME is too long for a unix socket: $REDIS_SOCKET"; fi
  write_redis_files
  start_service redis redis-server "$REDIS_DIR/redis.conf"
  wait_until redis 60 redis_answers
}
