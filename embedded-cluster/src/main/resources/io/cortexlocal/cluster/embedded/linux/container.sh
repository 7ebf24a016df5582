#!/usr/bin/env bash
# Starts a container with bubblewrap. Its options come on standard input, its status goes to what is
# standard error here; the container has its output on both.
# Usage: container.sh ROOT USER LOWER OPTIONS BYTES [dir|file PATH]... -- COMMAND...
#   ROOT     an empty directory, for the container's root
#   USER     UID:GID to become first, or nothing
#   LOWER    the directory of an unpacked image, or nothing
#   OPTIONS  more options of the image's overlay, beginning with a comma, or nothing
#   BYTES    what may be written to the image's root
set -euo pipefail
umask 022
exec 3<&0 4>&2 </dev/null 2>&1

root=$1 user=$2 lower=$3 options=$4 bytes=$5
shift 5

if [ -n "$lower" ]; then
  mount -t tmpfs -o "mode=0755,nosuid,nodev,size=$bytes" container "$root"
  mkdir "$root/upper" "$root/work" "$root/merged"
  cd "$lower"
  layers="lowerdir=.,upperdir=$root/upper,workdir=$root/work"
  mount -t overlay -o "$layers$options" container "$root/merged"
fi
while [ "$1" != -- ]; do
  path=$root/merged$2
  if [ "$1" = dir ]; then
    mkdir -p "$path"
  elif [ ! -e "$path" ]; then
    mkdir -p "${path%/*}"
    : >"$path"
  fi
  shift 2
done
shift
cd /

become=()
if [ -n "$user" ]; then
  chown "$user" /proc/self/fd/1
  become=(setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --)
fi
exec "${become[@]}" bwrap --args 3 --json-status-fd 4 -- "$@"
