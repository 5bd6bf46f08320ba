# Part of run.sh: tools with different needs at once, and what each gets.

shapes() {
  # What stands after `vlan` is asked of tagged frames, as everywhere in this language
  local frames web='tcp port 80 or tcp port 443 or (vlan and tcp port 443)'
  printf '\nTools with different needs at once: the same packets, each its own\n'
  config \
    "$(tool ids 'not port 22' balance 'vxlan://10.8.1.2?vni=77 vxlan://10.8.2.2?vni=77')" \
    "$(tool forensics 'tcp port 80' replicate 'vxlan://10.8.3.2?vni=78' slice 128)" \
    "$(tool dns 'udp port 53 or (vlan and tcp)' replicate 'gre://10.8.4.2?key=7' strip '["vlan"]')" \
    "$(tool privacy "$web" replicate 'erspan://10.8.4.2?session=9' mask '["http"]')" \
    "$(tool inner 'udp port 4789' replicate 'geneve://10.8.4.2?vni=5' strip '["tunnel"]')" \
    "$(tool sample 'tcp port 443' replicate 'geneve://10.8.4.2?vni=6' sample 4)"
  until_true 60 knows sample || { echo "FAILED: the config with six tools is not taken" >&2; exit 1; }
  capture one tap0 ids1
  capture two tap0 ids2
  capture three tap0 forensics
  capture four e0 wire 'not icmp and not arp'
  frames=$(in_ns source timeout 120 python3 "$here/source.py" corpus 10.8.0.1 4789 7 "$work/sent.pcap")
  stop_captures
  metrics

  row "frames that the appliance has taken in" "$frames" \
    "$(awk '/^sluice_in_packets_total/ {n += $2} END {print n}' "$work/metrics")"

  wanted 'not port 22'
  row "ids, on two kernel VXLAN devices: tcpdump's choice, byte for byte" "$(all) missing 0 surplus 0" "$(same ids1,ids2)"
  row "ids: flows that both devices have seen" "shared 0" \
    "$(python3 "$here/frames.py" flows "$work/ids1.pcap" "$work/ids2.pcap" | cut -d' ' -f3-)"
  row "ids: each has at least a third of the flows" yes \
    "$(python3 "$here/frames.py" flows "$work/ids1.pcap" "$work/ids2.pcap" | awk '{n = $1 + $2; print ($1 * 3 > n && $2 * 3 > n) ? "yes" : $0}')"
  counted ids "$(($(count ids1) + $(count ids2)))"

  wanted 'tcp port 80'
  row "forensics, on a kernel VXLAN device: the first 128 bytes" "$(all) missing 0 surplus 0" "$(same forensics slice=128)"
  counted forensics "$(count forensics)"

  # Every fragment that was sent is of a packet to port 53; tcpdump's port knows first ones only
  wanted 'udp port 53 or ip[6:2] & 0x1fff != 0 or (vlan and tcp)'
  unpack gre
  row "dns, in GRE: fragments with their first; no VLAN tags" "$(all) missing 0 surplus 0" "$(same gre untag)"
  row "dns: GRE's key and type, as tshark reads them" "0x00000007 0x6558" "$(distinct 'gre.proto == 0x6558' gre.key gre.proto)"
  counted dns "$(count gre)"

  wanted "$web"
  unpack erspan
  row "privacy, in ERSPAN: as many, as long" "$(all) $(lengths wanted)" "$(count erspan) $(lengths erspan)"
  tcpdump -n -r "$work/wanted.pcap" -w "$work/tls.pcap" 'tcp port 443 or (vlan and tcp port 443)' 2>/dev/null
  tcpdump -n -r "$work/erspan.pcap" -w "$work/tls-got.pcap" 'tcp port 443 or (vlan and tcp port 443)' 2>/dev/null
  tcpdump -n -r "$work/erspan.pcap" -w "$work/http-got.pcap" 'tcp port 80 or (vlan and tcp port 80)' 2>/dev/null
  row "privacy: TLS as it was" "$(count tls) missing 0 surplus 0" \
    "$(python3 "$here/frames.py" same "$work/tls-got.pcap" "$work/tls.pcap")"
  row "privacy: HTTP frames with a byte of payload left" 0 "$(python3 "$here/frames.py" blank "$work/http-got.pcap")"
  row "privacy: TCP checksums that tshark finds right" "$(all)" \
    "$(tshark -n -r "$work/erspan.pcap" -o tcp.check_checksum:TRUE -Y 'tcp.checksum.status == 1' 2>/dev/null | wc -l)"
  row "privacy: ERSPAN's version and session, as tshark reads them" "1 9" "$(distinct erspan erspan.version erspan.spanid)"
  row "privacy: ERSPAN's VLANs are the frames' own" \
    "$(tshark -n -r "$work/erspan.pcap" -T fields -e vlan.id 2>/dev/null | sed 's/^$/0/' | sort | uniq -c | tr -s ' \n' ' ')" \
    "$(fields erspan erspan.vlan | sort | uniq -c | tr -s ' \n' ' ')"
  row "privacy: sequence numbers from 0, none missing" "0 $(($(all) - 1)) 0" \
    "$(fields erspan gre.sequence_number | awk 'NR == 1 {first = $1} NR > 1 && $1 != last + 1 {gaps++} {last = $1} END {print first, last, gaps + 0}')"
  counted privacy "$(count erspan)"

  wanted 'udp port 4789'
  unpack geneve:5
  row "inner, in GENEVE: the packets inside of VXLAN" "$(all) missing 0 surplus 0" "$(same geneve:5 unwrap)"
  row "inner: GENEVE's VNI and type, as tshark reads them" "0x000005 0x6558" "$(distinct 'geneve.vni == 5' geneve.vni geneve.proto_type)"
  counted inner "$(count geneve:5)"

  wanted 'tcp port 443'
  unpack geneve:6
  row "sample: flows that are there in part" 0 "$(python3 "$here/frames.py" part "$work/geneve:6.pcap" "$work/wanted.pcap")"
  row "sample: a share of the flows" yes \
    "$(python3 "$here/frames.py" flows "$work/geneve:6.pcap" "$work/wanted.pcap" | awk '{print ($1 > 0 && $1 * 2 < $2) ? "yes" : $0}')"
  counted sample "$(count geneve:6)"

  # The made-up payloads are none of what their ports promise
  row "frames that tshark finds malformed, of any tool" 0 \
    "$(for file in ids1 ids2 wire; do tshark -n -r "$work/$file.pcap" "${payloads[@]}" -Y '_ws.malformed' 2>/dev/null; done | wc -l)"
  row "UDP source ports toward one tool: of several, none below 1024" yes \
    "$(fields 'geneve.vni == 6 or geneve.vni == 5' udp.srcport | sort -un | awk '$1 < 1024 {bad = 1} END {print (NR > 1 && NR <= 16 && !bad) ? "yes" : NR}')"
}

payloads=()
for protocol in dns http tls ssh x11 distcc tplink-smarthome; do payloads+=(--disable-protocol "$protocol"); done

# all: how many frames are wanted
all() { count wanted; }

# lengths FILE: of all frames together
lengths() { tcpdump -n -e -r "$work/$1.pcap" 2>/dev/null | sed 's/.*length \([0-9]*\): .*/\1/' | awk '{n += $1} END {print n}'; }

# unpack KIND: the frames that the wire has carried in it, to KIND.pcap
unpack() { python3 "$here/frames.py" unpack "$work/wire.pcap" "$work/$1.pcap" "$1"; }

# fields FILTER FIELD...: outermost ones, of the wire
fields() {
  local filter=$1
  shift
  timeout 60 tshark -n -r "$work/wire.pcap" -Y "$filter" -T fields -E separator=' ' -E occurrence=f "${@/#/-e}" 2>/dev/null
}
distinct() { fields "$@" | sort -u; }

# counted TOOL CAUGHT: the tool's own figures are what tcpdump has seen, and nothing was dropped
counted() {
  row "$1: sent, as counted = as tcpdump has seen; dropped" "$2 0" \
    "$(figure sent_packets "$1") $(awk -v n="sluice_tool_drop_packets_total{tool=\"$1\"" 'index($1, n) == 1 {sum += $2} END {print sum + 0}' "$work/metrics")"
}
