#!/usr/bin/env bash
# The node's first process. The kernel ends all others of the node when it ends: with its standard
# input, or when the connector cannot be kept running.
set -euo pipefail
umask 022
cd /

quick_ends=0
start_connector() {
  begun=$SECONDS
  perl /run/cortex-local/dial.pl /run/cortex-local/dial.sock </dev/null &
  connector=$!
}
start_connector

ip -batch - <<'BATCH'
link set lo up
link add cni0 address 02:00:0a:2a:00:01 type bridge stp_state 0 mcast_snooping 0
address add 10.42.0.1/16 dev cni0
link set cni0 up
BATCH
# Else only the first few name look-ups are refused at once, and the others wait for an answer.
echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
echo 'network ready'

while :; do
  status=0
  read -r -t 1 _ || status=$?
  # More than 128 says that the second is over, 1 that the input has ended.
  [ "$status" -eq 0 ] || [ "$status" -gt 128 ] || exit 0
  kill -0 "$connector" 2>/dev/null && continue
  status=0
  wait "$connector" || status=$?
  if [ $((SECONDS - begun)) -lt 3 ]; then
    quick_ends=$((quick_ends + 1))
  else
    quick_ends=0
  fi
  if [ "$quick_ends" -ge 5 ]; then
    echo "the connector (dial.pl) ends at once, the last time with exit code $status; the node ends too"
    exit 1
  fi
  echo "the connector (dial.pl) ended with exit code $status; it is started again"
  start_connector
done
