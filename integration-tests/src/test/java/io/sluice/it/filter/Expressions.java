package io.sluice.it.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes expressions, with addresses and numbers of real packets so that some of them match. */
final class Expressions {
  private static final String PROTOCOL_WORDS =
      "ip ip6 tcp udp sctp icmp icmp6 igmp igrp pim vrrp carp ah esp arp rarp atalk aarp decnet"
          + " lat sca moprc mopdl iso esis isis l1 l2 iih lsp snp csnp psnp clnp stp ipx netbeui";
  private static final String[] PROTOCOLS = PROTOCOL_WORDS.split(" ", -1);
  private static final String READABLE_WORDS =
      "ether ip ip6 tcp udp sctp icmp icmp6 igmp arp rarp pim vrrp atalk lat link";
  private static final String[] READABLE = READABLE_WORDS.split(" ", -1);
  private static final String[] OPERATIONS = {
    "+", "-", "*", "/", "&", "|", "^", "%", "<<", ">>", "&", "&", "+"
  };
  private static final String[] COMPARISONS = {"=", "!=", ">", "<", ">=", "<=", "=="};
  private static final String[] NAMES = {
    "domain", "http", "https", "ssh", "ntp", "snmp", "ftp-data", "bgp", "syslog", "smtp"
  };
  private static final String[] NAMED = {
    "tcpflags", "tcp-syn", "tcp-ack", "icmptype", "icmp-echo", "icmp6-echo", "icmpcode"
  };
  private static final String[] WAYS = {"", "", "src ", "dst ", "src or dst ", "dst and src "};

  private final Random random;
  private final Values values;

  Expressions(Random random, Values values) {
    this.random = random;
    this.values = values;
  }

  /** What real packets hold. */
  record Values(
      List<String> ipv4,
      List<String> ipv6,
      List<String> macs,
      List<Integer> ports,
      List<Integer> vlans) {}

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A whole expression of a few primitives. */
  String next() {
    int most = chance(60) ? 2 : chance(80) ? 5 : 14;
    return expression(1 + random.nextInt(most), 0);
  }

  private String expression(int primitives, int depth) {
    StringBuilder text = new StringBuilder();
    for (int left = primitives; left > 0; left--) {
      if (!text.isEmpty()) {
        text.append(one(" and ", " or ", " and ", " or ", " && ", " || "));
      }
      if (chance(15)) {
        text.append(one("not ", "! ", "not not "));
      }
      if (left > 2 && depth < 3 && chance(30)) {
        int inside = 1 + random.nextInt(left - 1);
        text.append('(').append(expression(inside, depth + 1)).append(')');
        left -= inside - 1;
      } else {
        text.append(primitive());
      }
    }
    return text.toString();
  }

  private String primitive() {
    return switch (random.nextInt(24)) {
      case 0, 1, 2 -> host();
      case 3, 4 -> network();
      case 5, 6, 7 -> port();
      case 8, 9, 10 -> one(PROTOCOLS);
      case 11, 12, 13, 14 -> relation();
      case 15 -> one("less ", "greater ") + size();
      case 16 -> numbered();
      case 17 -> "ether " + one("host ", "src ", "dst ", "src or dst ") + one(values.macs);
      case 18 -> one("broadcast", "multicast", "ether multicast", "ip multicast", "ip6 multicast");
      case 19, 20 -> shift();
      case 21 -> one("tcp", "udp", "ip", "ip6", "arp", "icmp");
      case 22 -> flags();
      default -> rare();
    };
  }

  private String host() {
    if (chance(25)) {
      return one("", "ip6 ") + one("host ", "src ", "dst ", "src host ") + one(values.ipv6);
    }
    String text =
        one("", "", "ip ", "arp ", "rarp ")
            + one("host ", "src ", "dst ", "src or dst ", "src and dst ", "dst host ")
            + one(values.ipv4);
    return chance(20) ? text + one(" or ", " and ", " or not ") + one(values.ipv4) : text;
  }

  private String network() {
    if (chance(25)) {
      String[] groups = one(values.ipv6).split(":", -1);
      String start = groups[0].isEmpty() ? "fe80" : groups[0];
      return one(WAYS) + "net " + start + "::/" + (16 + random.nextInt(20));
    }
    String[] parts = one(values.ipv4).split("\\.", -1);
    String way = one(WAYS);
    return way
        + switch (random.nextInt(6)) {
          case 0 -> "net " + parts[0] + "." + parts[1];
          case 1 -> "net " + parts[0] + "." + parts[1] + "." + parts[2];
          case 2 -> "net " + parts[0] + "." + parts[1] + ".0.0/" + (16 + random.nextInt(3));
          case 3 -> "net " + parts[0] + ".0.0.0 mask 255.0.0.0";
          case 4 -> "net " + parts[0];
          default ->
              "net " + parts[0] + "." + parts[1] + "." + parts[2] + ".0/" + random.nextInt(33);
        };
  }

  private String port() {
    String carrier = one("", "", "tcp ", "udp ", "sctp ");
    String way = one(WAYS);
    return carrier
        + way
        + switch (random.nextInt(7)) {
          case 0, 1, 2 -> "port " + one(values.ports);
          case 3 -> "portrange " + one(values.ports) + "-" + one(values.ports);
          case 4 -> "port (" + one(values.ports) + " or " + one(values.ports) + ")";
          case 5 -> "port " + one(NAMES);
          default -> "port " + one(values.ports) + one(" or ", " and ") + one(values.ports);
        };
  }

  private int size() {
    return chance(70) ? random.nextInt(1600) : random.nextInt(100);
  }

  private String flags() {
    return one(
        "tcp[tcpflags] & tcp-syn != 0",
        "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
        "tcp[tcpflags] == tcp-syn",
        "tcp[13] & 7 = 2",
        "icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply",
        "icmp6[icmp6type] = icmp6-echo",
        "ip[6:2] & 0x1fff = 0",
        "ip[0] & 0xf != 5",
        "((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0",
        "tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420",
        "ether[0] & 1 = 0 and ip[16] >= 224",
        "ip[8] < 64",
        "udp[4:2] > 100",
        "ip6[6] = 58",
        "len > 200");
  }

  private String numbered() {
    return switch (random.nextInt(8)) {
      case 0 -> "ip proto " + random.nextInt(140);
      case 1 -> "ip6 proto " + random.nextInt(140);
      case 2 -> "proto " + random.nextInt(140);
      case 3 -> "ether proto 0x" + Integer.toHexString(random.nextInt(0x10000));
      case 4 -> "ether proto " + random.nextInt(1600);
      case 5 ->
          "ether proto " + one("\\ip", "\\arp", "\\ip6", "loopback", "\\stp", "\\ipx", "\\iso");
      case 6 -> one("ip ", "ip6 ", "") + "proto " + one("\\tcp", "\\udp", "gre", "ospf", "ipencap");
      default -> one("iso", "isis") + " proto " + random.nextInt(256);
    };
  }

  private String number() {
    return switch (random.nextInt(6)) {
      case 0 -> String.valueOf(random.nextInt(4));
      case 1 -> "0x" + Integer.toHexString(random.nextInt(256));
      case 2 -> Integer.toUnsignedString(random.nextInt());
      case 3 -> one(NAMED);
      default -> String.valueOf(random.nextInt(300));
    };
  }

  private String value(int depth) {
    int kind = random.nextInt(depth > 2 ? 7 : 10);
    return switch (kind) {
      case 0, 1 -> number();
      case 2, 3, 4, 5 ->
          one(READABLE)
              + "["
              + (chance(80) ? String.valueOf(random.nextInt(40)) : value(depth + 1))
              + (chance(50) ? "]" : ":" + one("1", "2", "4") + "]");
      case 6 -> one("len", "len", "-" + number());
      case 7 -> "(" + value(depth + 1) + ")";
      default -> value(depth + 1) + one(" ", "") + one(OPERATIONS) + " " + value(depth + 1);
    };
  }

  private String relation() {
    return value(0) + " " + one(COMPARISONS) + " " + value(chance(70) ? 3 : 0);
  }

  private String shift() {
    return switch (random.nextInt(9)) {
      case 0, 1 -> "vlan";
      case 2 -> "vlan " + one(values.vlans);
      case 3 -> "mpls";
      case 4 -> "mpls " + random.nextInt(1 << 20);
      case 5 -> one("pppoes", "pppoed", "pppoes " + random.nextInt(65_536));
      case 6, 7 -> "geneve";
      default -> "geneve " + random.nextInt(1 << 24);
    };
  }

  private String rare() {
    return switch (random.nextInt(12)) {
      case 0 -> "llc";
      case 1 -> "llc " + one("i", "s", "u", "rr", "rnr", "rej", "ui", "ua", "disc", "xid", "test");
      case 2 ->
          "byte "
              + random.nextInt(60)
              + " "
              + one("=", "<", ">", "&", "|")
              + " "
              + random.nextInt(256);
      case 3 -> "ip protochain " + random.nextInt(100);
      case 4 -> "ip6 protochain " + one("58", "17", "6", "\\udp", "\\tcp");
      case 5 -> "protochain 6";
      case 6 ->
          "decnet "
              + one("host ", "src ", "dst ")
              + random.nextInt(64)
              + "."
              + random.nextInt(1024);
      case 7 -> "host " + random.nextInt(300);
      case 8 -> one("inbound", "outbound", "ifindex 3", "ip broadcast", "gateway 3", "radio");
      case 9 -> one("vpi 3", "lane", "on eth0", "type mgt", "addr1 1", "fisu", "sio 3", "dir in");
      case 10 -> "ether host " + one("1.2.3.4", "10", "ff:ff:ff:ff:ff:ff", "aabb.ccdd.eeff");
      default ->
          one("tcp host 10.0.0.1", "ip6 host 10.0.0.1", "port 70000", "vlan 5000", "tcp proto 6");
    };
  }

  /** An expression of which something is left out, doubled or swapped; most are none. */
  String damaged() {
    List<String> words =
        new ArrayList<>(List.of(next().split("(?<=[ \\[\\]():])|(?=[ \\[\\]():])")));
    for (int changes = 1 + random.nextInt(2); changes > 0 && !words.isEmpty(); changes--) {
      int at = random.nextInt(words.size());
      switch (random.nextInt(4)) {
        case 0 -> words.remove(at);
        case 1 -> words.add(at, words.get(random.nextInt(words.size())));
        case 2 -> words.set(at, words.get(random.nextInt(words.size())));
        default ->
            words.add(
                at, one(" and ", "(", ")", " or ", "not ", "[", "host ", " 80 ", " src ", "="));
      }
    }
    return String.join("", words);
  }
}
