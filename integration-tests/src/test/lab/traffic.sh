# shellcheck shell=bash disable=SC2154 # lab, dir, store and letters come from who sources it
# Frames through a guest's tap, counted. Sourced by `guests`.

monitor() { virsh_ qemu-monitor-command "$1" --hmp "${*:2}"; } # NAME COMMAND...

# Nothing in a guest drives its NIC. So its qemu gets a pipe into the tap (what the guest would send) and an end for what
# comes out of the tap (what the guest would receive). Both stay until the guest ends.
open_nic() { # NAME TAP NETDEV PIPE
  [[ $(monitor "$1" qom-list /objects) != *"from-$2 "* ]] || return 0
  rm -f "$4"
  mkfifo "$4"
  monitor "$1" "chardev-add pipe,id=pipe-$2,path=$4"
  monitor "$1" "chardev-add null,id=null-$2"
  monitor "$1" "object_add filter-redirector,id=from-$2,netdev=$3,queue=rx,indev=pipe-$2"
  monitor "$1" "object_add filter-redirector,id=to-$2,netdev=$3,queue=tx,outdev=null-$2"
}

send() { # PIPE COUNT: the guest's frames
  local zeros
  # The pipe takes the length in 4 bytes (F is 70), then virtio's header of 10 bytes and the frame of 60.
  zeros=$(printf '\\0%.0s' {1..70})
  # shellcheck disable=SC2046,SC2059
  printf "\\0\\0\\0F$zeros%.0s" $(seq "$2") | timeout 10 tee "$1" >/dev/null
}

receive() { # TAP NIC COUNT: the guest's frames
  # Datagrams of 18 bytes to a neighbour that is made up; it takes no address, and none of them leaves the namespace.
  enter ip -batch - <<END
link set $1 txqueuelen 10000
route replace $(ip_address "$2")/32 dev $1
neigh replace $(ip_address "$2") lladdr $(mac "$2") dev $1 nud permanent
END
  # shellcheck disable=SC2016
  enter bash -c 'for ((i = 0; i < $2; i++)); do printf %18s . >&3; done 3>"/dev/udp/$1/9"' - "$(ip_address "$2")" "$3"
}

packets() { # NAME TAP: received and sent
  virsh_ domifstat "$1" "$2" | sed -n 's/.* [rt]x_packets //p' | xargs
}

packets_are() { [[ $(packets "$1" "$2") == "$3" ]]; }

traffic() { # NAME TAP COUNT
  local digit received sent pipe=$store/$2.pipe
  digit=${letters%"${2:8}"*}
  digit=${#digit}
  [[ $(state "$1") == running ]] || fail "guest $1 is not running; run $lab/guests start|resume $dir $1"
  read -r received sent < <(packets "$1" "$2")
  open_nic "$1" "$2" "hostnet$digit" "$pipe" >/dev/null
  send "$pipe" "$3" || fail "guest $1 takes no frames; does it run?"
  receive "$2" "${2:3:5}$(printf '%x' "$digit")" "$3"
  wait_for 10 packets_are "$1" "$2" "$((received + $3)) $((sent + $3))" ||
    fail "not all of $3 frames each way were counted; is guest $1 frozen?"
  printf '%s received %d sent %d\n' "$2" "$((received + $3))" "$((sent + $3))"
}
