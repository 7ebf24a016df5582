#!/usr/bin/env bash
# Makes a pod's mounts and network. All of it hangs below one mount, so that it goes with that one.
# Usage: sandbox.sh ID ADDRESS ROUTE BYTES INODES [VOLUME-DIRECTORY BYTES INODES]...
#   ROUTE   for what is not in the cluster, as ip knows it
#   BYTES   what may be written, to all of a pod that has no limit of its own
#   INODES  how many files there may be
set -euo pipefail
umask 022

id=$1
export address=$2 route=$3
bytes=$4 inodes=$5
shift 5
export peer="v$id"

mkdir "/run/cortex-local/pods/$id"
mount -t tmpfs -o mode=0755,nosuid,nodev,size=64m pod "/run/cortex-local/pods/$id"
cd "/run/cortex-local/pods/$id"
directories=(shm space sys)
for ((i = 1; i <= $#; i += 3)); do
  directories+=("${!i}")
done
mkdir "${directories[@]}"
: >net
: >ipc
mount -t tmpfs -o mode=1777,nosuid,nodev,noexec,size=64m,nr_inodes=16384 shm shm
mount -t tmpfs -o "mode=0755,nosuid,nodev,size=$bytes,nr_inodes=$inodes" space space
while [ $# -gt 0 ]; do
  mount -t tmpfs -o "mode=0777,nosuid,nodev,size=$2,nr_inodes=$3" volume "$1"
  shift 3
done

# shellcheck disable=SC2016 # the inner shell expands them, in the pod's network
unshare --net=net --ipc=ipc -- bash -euo pipefail -c '
  mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys 2>/dev/null || mount --rbind /sys sys
  if [ -d /proc/sys/net/ipv6 ]; then
    echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
    echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
  fi
  echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
  ip -batch - <<BATCH
link set lo up
link add eth0 type veth peer name $peer netns 1
address add $address/16 dev eth0
link set eth0 up
route add $route
BATCH
'
ip link set "$peer" master cni0 up
