package io.sluice.packet.index;

import java.util.Random;

/** Filters over what {@link RandomFrames} makes, most of them well formed. */
final class RandomFilters {
  private static final String[] PROTOCOLS = {
    "tcp",
    "udp",
    "icmp",
    "ip",
    "ip6",
    "arp",
    "rarp",
    "sctp",
    "icmp6",
    "ip proto 47",
    "esp",
    "ip6 proto 17",
    "proto 50",
    "ether proto 0x88cc",
    "inner tcp",
    "inner udp",
    "inner ip6",
    "igmp",
    "inner icmp",
    "inner arp",
    "inner ip"
  };
  private static final String[] OTHERS = {
    "less 90",
    "greater 120",
    "tcp[13] & 2 != 0",
    "ip[9] = 17",
    "ether host 02:00:00:01:02:00",
    "ip broadcast",
    "multicast",
    "udp[2:2] = 4789",
    "len > 100",
    "ip6[6] = 44",
    "ip protochain 17",
    "icmp[0] = 8",
    "ether[12:2] = 0x800"
  };

  private final Random random;
  private final RandomFrames frames;

  RandomFilters(Random random) {
    this.random = random;
    frames = new RandomFrames(random);
  }

  String filter() {
    return filter(random.nextInt(4));
  }

  private String filter(int depth) {
    if (depth == 0) {
      return leaf();
    }
    String left = filter(depth - 1);
    String right = filter(random.nextInt(depth));
    return switch (random.nextInt(8)) {
      case 0 -> "not (" + left + ")";
      case 1 -> "(" + left + ") or " + right;
      case 2 -> left + " or " + right;
      case 3 -> left + " and not " + right;
      default -> left + " and " + right;
    };
  }

  private String leaf() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> inner() + direction() + "host " + host();
      case 3 -> inner() + direction() + "net 10.0." + random.nextInt(2) + ".0/" + prefix();
      case 4 -> inner() + direction() + "port " + frames.port();
      case 5 -> inner() + transport() + direction() + "port " + frames.port();
      case 6 -> inner() + direction() + "portrange 50-" + (50 + random.nextInt(400));
      case 7 -> "vlan" + id(4);
      case 8 -> "mpls" + id(3);
      case 9 -> "geneve" + id(6);
      case 10 -> "vni " + random.nextInt(6);
      case 11 -> "ip6 " + direction() + "host 2001:db8::" + random.nextInt(4);
      case 12 -> "ip6 net 2001:db8::/" + (random.nextInt(3) * 32 + 32);
      case 13 -> random.nextInt(3) == 0 ? "pppoes" : "arp " + direction() + "host " + host();
      case 14 -> OTHERS[random.nextInt(OTHERS.length)];
      default -> PROTOCOLS[random.nextInt(PROTOCOLS.length)];
    };
  }

  private String inner() {
    return random.nextInt(3) == 0 ? "inner " : "";
  }

  private String direction() {
    return switch (random.nextInt(6)) {
      case 0 -> "src ";
      case 1 -> "dst ";
      case 2 -> "src and dst ";
      default -> "";
    };
  }

  private String transport() {
    return random.nextBoolean() ? "tcp " : "udp ";
  }

  private String prefix() {
    return String.valueOf(random.nextInt(24, 33));
  }

  private String host() {
    int address = frames.address();
    return "10.0." + (address >> 8 & 0xff) + "." + (address & 0xff);
  }

  private String id(int most) {
    return random.nextBoolean() ? "" : " " + random.nextInt(most);
  }
}
