# shellcheck shell=bash disable=SC2154 # lab, dir, store, cache and letters come from who sources it
# What a guest of the lab is made of: its names and numbers, its disk and its XML. Sourced by `guests`.

letters=abcdefghijklmnopqrstuvwxyz

# The same for the same words.
uuid() { # WORD...
  local hex
  hex=$(sha1sum <<<"$*")
  printf '%s\n' "${hex:0:8}-${hex:8:4}-5${hex:13:3}-8${hex:17:3}-${hex:20:12}"
}

# A NIC's number is 6 hexadecimal digits: 2 tell the prefix of its guest's name, 3 the guest, 1 the NIC. Its tap and
# addresses follow from it, so that no two in a lab are the same.
nic() { # PREFIX GUEST NIC
  local prefix_digits=00
  [[ $1 == instance ]] || prefix_digits=$(sha1sum <<<"$1" | head -c 2)
  printf '%s%03x%x\n' "$prefix_digits" "$2" "$3"
}
tap() { printf 'tap%s%s\n' "${1:0:5}" "${letters:0x${1:5}:1}"; }
mac() { printf 'fa:16:3e:%s:%s:%s\n' "${1:0:2}" "${1:2:2}" "${1:4:2}"; }
ip_address() { printf '10.%d.%d.%d\n' "0x${1:0:2}" "0x${1:2:2}" "0x${1:4:2}"; }

boot_sector() { # KIND: its 512 bytes
  local kind offset rest bytes=''
  while read -r kind offset rest; do
    [[ $kind == both || $kind == "$1" ]] || continue
    ((16#$offset == ${#bytes} / 2)) || fail "bootsector.hex: offset $offset stands at byte $((${#bytes} / 2))"
    rest=${rest%%;*}
    bytes+=${rest// /}
  done <"$lab/bootsector.hex"
  printf '%-1020s55AA' "$bytes" | tr ' ' 0 | basenc --base16 -d
}

make_image() { # KIND FILE: the disk that each guest gets copies of, made once
  [[ ! -e $2 ]] || return 0
  boot_sector "$1" >"$2.raw"
  truncate -s 16M "$2.raw"
  qemu-img convert -f raw -O qcow2 "$2.raw" "$2"
  rm "$2.raw"
}

disk_xml() { # FILE NUMBER
  # A boot order for each disk, because the BIOS leaves those without one alone and the boot sector works them all.
  cat <<END
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='$cache'/>
      <source file='$1'/>
      <target dev='vd${letters:$2:1}' bus='virtio'/>
      <boot order='$(($2 + 1))'/>
    </disk>
END
}

port_xml() { # NIC
  cat <<END
        <nova:port uuid='$(uuid port "$1")'>
          <nova:ip type='fixed' address='$(ip_address "$1")' ipVersion='4'/>
        </nova:port>
END
}

interface_xml() { # NIC
  cat <<END
    <interface type='ethernet'>
      <mac address='$(mac "$1")'/>
      <target dev='$(tap "$1")' managed='no'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
END
}

# Its UUID is this lab's own: its process is found by it, among those of all labs of the machine.
domain_xml() { # NAME VCPUS SPARE KIB BALLOON "DISK-FILE..." "NIC..."
  local name=$1 vcpus=$2 spare=$3 memory=$4 balloon=$5 disk nic number=0
  cat <<END
<domain type='qemu'>
  <name>$name</name>
  <uuid>$(uuid domain "$dir" "$name")</uuid>
  <metadata>
    <nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'>
      <nova:package version='32.0.0'/>
      <nova:name>web-${name##*-}</nova:name>
      <nova:creationTime>2026-01-05 08:15:30</nova:creationTime>
      <nova:flavor name='m1.tiny' id='$(uuid flavor m1.tiny)'>
        <nova:memory>$(((memory + 1023) / 1024))</nova:memory>
        <nova:disk>1</nova:disk>
        <nova:swap>0</nova:swap>
        <nova:ephemeral>1</nova:ephemeral>
        <nova:vcpus>$vcpus</nova:vcpus>
      </nova:flavor>
      <nova:owner>
        <nova:user uuid='$(uuid user alice | tr -d -)'>alice</nova:user>
        <nova:project uuid='$(uuid project shop | tr -d -)'>shop</nova:project>
      </nova:owner>
      <nova:root type='image' uuid='$(uuid image)'/>
      <nova:ports>
$(for nic in $7; do port_xml "$nic"; done)
      </nova:ports>
    </nova:instance>
  </metadata>
  <memory unit='KiB'>$memory</memory>
  <vcpu placement='static' current='$vcpus'>$((vcpus + spare))</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <on_crash>destroy</on_crash>
  <devices>
$(for disk in $6; do disk_xml "$disk" "$((number++))"; done)
$(for nic in $7; do interface_xml "$nic"; done)
    <controller type='usb' model='none'/>
    $balloon
  </devices>
</domain>
END
}
