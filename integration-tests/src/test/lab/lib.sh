# shellcheck shell=bash
# What the lab's scripts share; each sources it: errors, DIR, bounded waits, pid files, the private libvirtd.

PATH=$PATH:/usr/sbin:/sbin # where a plain user's PATH does not look for the daemons
lab=$(dirname "$(realpath "${BASH_SOURCE[0]}")")

fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Called with the script's usage: an answer to who asks, an error to who erred.
help() { printf '%s\n' "$1"; exit 0; }
misuse() { printf '%s\n' "$1" >&2; exit 2; }

need() { # PROGRAM...
  local program
  for program; do
    command -v "$program" >/dev/null || fail "$program is missing; run $lab/install as root"
  done
}

# Sets dir, absolute. It stands in URIs, XML and configuration files just as it is.
use_dir() { # DIR
  dir=$(realpath -m -- "$1")
  [[ $dir =~ ^/[A-Za-z0-9._/+@=-]+$ ]] || fail "DIR may have letters, digits and . _ - + @ = only: $dir"
}

# What follows the script's arguments so far must be nothing, or --while PID: sets caller.
use_caller() { # [--while PID]
  caller=''
  (($# == 0)) || [[ $# == 2 && $1 == --while && $2 =~ ^[0-9]+$ ]] || return 1
  caller=${2-}
  [[ -z $caller || -e /proc/$caller ]] || fail "--while: there is no process $caller"
}

wait_for() { # SECONDS COMMAND...: until it succeeds; fails if it has not by then
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

# Prints the pid in FILE if a process of this lab has it. The number alone may have gone to another process since; all
# that the lab starts has "$dir/" on its command line, which a zombie has not.
alive() { # FILE
  local pid
  pid=$(cat "$1" 2>/dev/null) && grep -qsF "$dir/" "/proc/$pid/cmdline" && printf '%s\n' "$pid"
}

gone() { ! alive "$1" >/dev/null; }

signal() { # SIGNAL FILE: if it lives
  local pid
  if pid=$(alive "$2"); then kill "-$1" "$pid" 2>/dev/null || true; fi
}

# KILL for what has not ended 5 s after TERM; but never this script itself, which a watcher may have become.
end_process() { # FILE
  if [[ $(cat "$1" 2>/dev/null) != "$$" ]]; then
    signal TERM "$1"
    wait_for 5 gone "$1" || signal KILL "$1"
    wait_for 5 gone "$1" || fail "process $(<"$1") does not end"
  fi
  rm -f "$1"
}

# Ends the lab once the caller is gone without having ended it. In a session of its own, so that what kills the caller's
# terminal or process group leaves it alone.
watch_caller() { # FILE COMMAND...
  [[ -n $caller ]] || return 0
  end_process "$1"
  setsid "$lab/watch" "$caller" "$@" </dev/null >/dev/null 2>&1 &
  wait_for 5 test -s "$1" || fail "--while: there is no process $caller"
}

uri() { printf 'qemu+unix:///system?socket=%s/sock/libvirt-sock%s\n' "$dir" "$1"; } # '' or -ro

# No call waits for ever for a daemon or guest that hangs.
virsh_() { timeout --kill-after=1 60 virsh -q -c "$(uri '')" "$@"; }

enter() { # COMMAND...: in the lab's namespaces, where its taps are
  local pid
  pid=$(alive "$dir/namespace.pid") || fail "no lab runs in $dir; run $lab/libvirtd start $dir"
  nsenter --target "$pid" --mount --net --wdns="$PWD" -- "$@"
}
