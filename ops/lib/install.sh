#!/bin/bash
# install.sh PACKAGE...: as root. Some of the packages bring a service (Redis, nginx, PostgreSQL, Kannel) that Debian would
# start at once; Tipline starts its own and needs none of those. So services stay off while apt-get runs, and what this call
# brought in is not started at the next boot either. Services that were there before are left alone.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

policy=/usr/sbin/policy-rc.d
mark='# written by Tipline ops/lib/install.sh'
services=(redis-server nginx postgresql kannel civetweb)

# One that a killed run left behind.
if [ -f "$policy" ] && grep -qF "$mark" "$policy"; then rm -f "$policy"; fi
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
  chmod 755 "$policy"
fi

known=()
for service in "${services[@]}"; do
  if dpkg-query -W -f '${db:Status-Status}' "$service" 2>/dev/null | grep -q '^installed'; then known+=("$service"); fi
done

apt-get -q update
apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"

if [ -d /run/systemd/system ]; then
  for service in "${services[@]}"; do
    case " ${known[*]-} " in *" $service "*) continue ;; esac
    if systemctl list-unit-files "$service.service" >/dev/null 2>&1; then
      systemctl disable "$service.service" >/dev/null 2>&1 || true
    fi
  done
fi
