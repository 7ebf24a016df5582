#!/usr/bin/env bash
# The sidecar's first process: runs Envoy and drains it on SIGTERM.
#
# Usage: entrypoint.sh ENVOY ADMIN_SOCKET [ENVOY_ARGUMENT...]
#
# Envoy itself ends at once on SIGTERM. Cortex's proxy closes its listeners, lets running and waiting
# requests finish however long they take, does not wait for upgraded connections, and then ends.
# The last line says that Envoy has written everything.
# shellcheck disable=SC2317 # the functions are called by the trap
set -euo pipefail

envoy=$1
admin_socket=$2
shift 2

await_drained() {
  perl -MIO::Socket::UNIX -e '
    use strict;
    use warnings;
    my $socket_path = shift;

    sub call {
      my ($method, $path) = @_;
      my $socket = IO::Socket::UNIX->new(Peer => $socket_path) or die "$socket_path: $!\n";
      print $socket "$method $path HTTP/1.1\r\nhost: admin\r\nconnection: close\r\n",
        "content-length: 0\r\n\r\n";
      local $/;
      return scalar <$socket> // "";
    }

    sub active {
      my $stats = call("GET", "/stats?filter=http.data.downstream_");
      my ($requests) = $stats =~ /^http\.data\.downstream_rq_active: (\d+)/m
        or die "the admin interface gave no downstream_rq_active\n";
      my ($upgrades) = $stats =~ /^http\.data\.downstream_cx_upgrades_active: (\d+)/m;
      return $requests - ($upgrades // 0);
    }

    call("POST", "/drain_listeners?inboundonly&graceful");
    call("POST", "/drain_listeners?inboundonly");
    select(undef, undef, undef, 0.05) while active() > 0;
  ' "$admin_socket"
}

# A signal that came before the trap would be lost on the first process of a PID namespace.
end() {
  trap "" TERM INT
  local envoy_pid=${!:-}
  [[ -n $envoy_pid ]] || exit 143
  await_drained || echo "sidecar: ended without draining" >&2
  kill -TERM "$envoy_pid" 2>/dev/null || true
  local status=0
  wait "$envoy_pid" || status=$?
  echo '{"kind":"end"}' || true
  exit "$status"
}

trap end TERM INT
"$envoy" "$@" &
envoy_pid=$!

status=0
wait "$envoy_pid" || status=$?
echo '{"kind":"end"}' || true
exit "$status"
