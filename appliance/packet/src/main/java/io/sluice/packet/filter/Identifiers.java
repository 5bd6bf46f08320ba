package io.sluice.packet.filter;

import io.sluice.packet.Ports;
import io.sluice.packet.filter.Qualifiers.Kind;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an address, a number or a name means behind the words that stand before it. */
final class Identifiers {
  private static final int MAX_PORT = 65_535;
  private static final int BITS = 32;
  private static final Pattern DECNET = Pattern.compile("([0-9]{1,9})\\.([0-9]{1,9})");

  private final Source source;
  private final Link link;
  private final Questions.Builder questions;
  private final Shifts shifts;

  /** A condition and what it asks. */
  private record Made(Condition condition, Expression tree) {}

  Identifiers(Source source, Link link, Questions.Builder questions, Shifts shifts) {
    this.source = source;
    this.shifts = shifts;
    this.link = link;
    this.questions = questions;
  }

  private Parsed identifier(Made made, Qualifiers words) {
    Expression tree = words.inner() ? made.tree : shifts.leaf(made.tree);
    return new Parsed(Parsed.Form.IDENTIFIER, made.condition, tree, words);
  }

  private FilterException nothingBefore(Token token) {
    return source.error("a word like 'host' or 'port' is expected before " + token.shown());
  }

  Parsed number(Token token, int number, Qualifiers words) throws FilterException {
    return identifier(
        switch (words.kind()) {
          case NONE -> throw nothingBefore(token);
          case DEFAULT, HOST, NET -> numericHost(token, number, words);
          case PORT, PORTRANGE ->
              ports(number, number, carrier(words), words.kind() == Kind.PORTRANGE, words);
          case GATEWAY -> throw gateway();
          case PROTO -> protocol(number, words);
          case PROTOCHAIN -> chain(number, words);
        },
        words);
  }

  private FilterException gateway() {
    return source.error("'gateway' cannot be asked, because names are not looked up");
  }

  private Made numericHost(Token token, int number, Qualifiers words) throws FilterException {
    if (words.proto() == Proto.LINK) {
      throw source.error(token.shown() + " is no Ethernet address");
    }
    int address = number;
    int mask = -1;
    if (words.kind() == Kind.NET && words.proto() != Proto.DECNET) {
      while (address != 0 && address >>> 24 == 0) {
        address <<= 8;
        mask <<= 8;
      }
    }
    return ipv4(address, mask, words);
  }

  private Made ipv4(int address, int mask, Qualifiers words) throws FilterException {
    Expression tree = Leaves.ipv4(source.current(), address, mask, words);
    if (words.inner()) {
      return inner(tree, words);
    }
    return new Made(HostChecks.ipv4(link, address, mask, words), tree);
  }

  private Made inner(Expression tree, Qualifiers words) throws FilterException {
    boolean known =
        switch (words.proto()) {
          case DEFAULT, IP, IPV6 -> true;
          case TCP, UDP, SCTP -> tree instanceof Expression.Port;
          default -> false;
        };
    if (!known || tree instanceof Expression.Other) {
      throw source.error("'inner' is asked of addresses, ports and protocols of IP only");
    }
    boolean otherVersion =
        tree instanceof Expression.Host host
            && words.proto() == (host.family() == Expression.Family.IPV6 ? Proto.IP : Proto.IPV6);
    if (otherVersion) {
      throw HostChecks.notWith(link, words.proto(), "an address of the other version");
    }
    return new Made(questions.ask(tree), tree);
  }

  /** The protocol that {@code tcp}, {@code udp} or {@code sctp} before {@code port} means. */
  private int carrier(Qualifiers words) throws FilterException {
    return switch (words.proto()) {
      case DEFAULT -> PortChecks.ANY;
      case TCP -> Ports.TCP;
      case UDP -> Ports.UDP;
      case SCTP -> Ports.SCTP;
      default -> throw HostChecks.notWith(link, words.proto(), "a port");
    };
  }

  private Made ports(int low, int high, int protocol, boolean range, Qualifiers words)
      throws FilterException {
    for (int port : new int[] {low, high}) {
      if (Integer.compareUnsigned(port, MAX_PORT) > 0) {
        throw source.error(
            "a port is at most " + MAX_PORT + ", not " + Integer.toUnsignedString(port));
      }
    }
    Expression tree = Leaves.ports(low, high, protocol, words);
    if (words.inner()) {
      return inner(tree, words);
    }
    return new Made(PortChecks.ports(link, low, high, range, protocol, words.way()), tree);
  }

  private Made protocol(int number, Qualifiers words) throws FilterException {
    Expression tree = Leaves.number(source.current(), number, words);
    if (words.inner()) {
      return inner(tree, words);
    }
    return new Made(ProtocolChecks.number(link, number, words.proto()), tree);
  }

  private Made chain(int number, Qualifiers words) throws FilterException {
    if (words.inner()) {
      throw source.error("'inner' does not go with 'protochain'");
    }
    return new Made(ProtocolChain.of(link, number, words.proto()), Leaves.other(source.current()));
  }

  Parsed name(Token token, Qualifiers words) throws FilterException {
    String name = token.text();
    return identifier(
        switch (words.kind()) {
          case NONE -> throw nothingBefore(token);
          case DEFAULT, HOST, NET -> namedHost(token, words);
          case PORT, PORTRANGE -> namedPorts(token, words);
          case GATEWAY -> throw gateway();
          case PROTO, PROTOCHAIN -> {
            int number = Names.protocol(name, words.proto());
            if (number < 0) {
              throw source.error(
                  token.from(), token.to(), "'" + name + "' is no protocol that is known by name");
            }
            yield words.kind() == Kind.PROTO ? protocol(number, words) : chain(number, words);
          }
        },
        words);
  }

  private Made namedHost(Token token, Qualifiers words) throws FilterException {
    String name = token.text();
    boolean wanted = words.proto() != Proto.LINK && words.kind() != Kind.NET;
    Long address = Ipv6Text.quad(name);
    if (wanted && words.proto() != Proto.DECNET && address != null) {
      return ipv4(address.intValue(), -1, words);
    }
    long[] address6 = name.indexOf(':') < 0 ? null : Ipv6Text.parse(name);
    if (wanted && address6 != null) {
      return ipv6(address6, 128, words);
    }
    throw source.error(
        token.from(),
        token.to(),
        "'" + name + "' is no address, and names are not looked up; write its address");
  }

  private Made namedPorts(Token token, Qualifiers words) throws FilterException {
    boolean range = words.kind() == Kind.PORTRANGE;
    String name = token.text();
    int carrier = carrier(words);
    Names.Range ports = range ? Names.ports(name) : Names.port(name);
    if (ports == null) {
      throw source.error(
          token.from(),
          token.to(),
          range
              ? "'" + name + "' is no range of ports like 80-90"
              : "'" + name + "' is no port that is known by name; write its number");
    }
    if (carrier != PortChecks.ANY
        && ports.protocol() != PortChecks.ANY
        && ports.protocol() != carrier) {
      throw source.error("'" + name + "' is no port of " + words.proto().word);
    }
    int protocol = carrier == PortChecks.ANY ? ports.protocol() : carrier;
    return ports(ports.low(), ports.high(), protocol, range, words);
  }

  /**
   * An IPv4 address of two to four numbers.
   *
   * @param mask an address too, or null
   * @param prefix the bits of the network, or null
   */
  Parsed address(Token token, @Nullable Token mask, @Nullable Token prefix, Qualifiers words)
      throws FilterException {
    boolean network = mask != null || prefix != null;
    switch (words.kind()) {
      case NONE -> throw nothingBefore(token);
      case GATEWAY -> throw gateway();
      case PORT, PORTRANGE, PROTO, PROTOCHAIN ->
          throw source.error("an address is no port and no protocol");
      default -> {
        if (network && words.kind() != Kind.NET) {
          throw source.error("only 'net' stands before a network");
        }
      }
    }
    if (words.proto() == Proto.DECNET && !network) {
      Matcher decnetAddress = DECNET.matcher(token.text());
      if (!decnetAddress.lookingAt()) {
        throw source.error("'" + token.text() + "' is no DECnet address");
      }
      int area = Integer.parseInt(decnetAddress.group(1));
      int node = Integer.parseInt(decnetAddress.group(2));
      int decnet = ((area << 10) & 0xfc00) | (node & 0x3ff);
      return identifier(ipv4(decnet, 0, words), words);
    }
    if (words.proto() == Proto.LINK && !network) {
      throw source.error(token.shown() + " is no Ethernet address");
    }
    int bits = 8 * token.text().split("\\.", -1).length;
    int address = numbers(token) << (BITS - bits);
    int ones = mask(bits, mask, prefix);
    if (network && (address & ~ones) != 0) {
      throw source.error("the address has bits outside of its network");
    }
    return identifier(ipv4(address, ones, words), words);
  }

  private int mask(int bits, @Nullable Token mask, @Nullable Token prefix) throws FilterException {
    if (mask != null) {
      return numbers(mask) << (BITS - 8 * mask.text().split("\\.", -1).length);
    }
    if (prefix == null) {
      return -1 << (BITS - bits);
    }
    int length = prefix.number();
    if (Integer.compareUnsigned(length, BITS) > 0) {
      throw source.error(
          prefix.from(), prefix.to(), "an IPv4 network has at most " + BITS + " bits");
    }
    return length == 0 ? 0 : -1 << (BITS - length);
  }

  private int numbers(Token token) throws FilterException {
    int address = 0;
    for (String part : token.text().split("\\.", -1)) {
      String digits = part.replaceFirst("^0+(?=[0-9])", "");
      if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > 255) {
        throw source.error(
            token.from(), token.to(), "each number of an IPv4 address is 0 to 255, in decimal");
      }
      address = address << 8 | Integer.parseInt(digits);
    }
    return address;
  }

  Parsed address6(Token token, @Nullable Token prefix, Qualifiers words) throws FilterException {
    if (words.kind() == Kind.NONE) {
      throw nothingBefore(token);
    }
    int length = prefix == null ? 128 : prefix.number();
    if (Integer.compareUnsigned(length, 128) > 0) {
      throw source.error("an IPv6 network has at most 128 bits");
    }
    boolean host = words.kind() == Kind.DEFAULT || words.kind() == Kind.HOST;
    if (host && length != 128) {
      throw source.error("only 'net' stands before a network");
    }
    if (!host && words.kind() != Kind.NET) {
      throw source.error("an address is no port and no protocol");
    }
    long[] address = Ipv6Text.parse(token.text());
    if (address == null) {
      throw source.error("'" + token.text() + "' is no IPv6 address");
    }
    return identifier(ipv6(address, length, words), words);
  }

  private Made ipv6(long[] address, int length, Qualifiers words) throws FilterException {
    long[] network = Arrays.copyOf(address, 4);
    network[2] = length >= 64 ? -1 : length == 0 ? 0 : -1L << (64 - length);
    network[3] = length == 128 ? -1 : length <= 64 ? 0 : -1L << (128 - length);
    if ((network[0] & ~network[2]) != 0 || (network[1] & ~network[3]) != 0) {
      throw source.error("the address has bits outside of its network");
    }
    Expression tree = Leaves.ipv6(network, words);
    if (words.inner()) {
      return inner(tree, words);
    }
    return new Made(HostChecks.ipv6(link, network, words), tree);
  }

  Parsed mac(Token token, Qualifiers words) throws FilterException {
    if (words.kind() == Kind.NONE) {
      throw nothingBefore(token);
    }
    boolean host = words.kind() == Kind.DEFAULT || words.kind() == Kind.HOST;
    if (!host || words.proto() != Proto.LINK || words.inner()) {
      throw source.error("only 'ether host', 'ether src' and 'ether dst' stand before such one");
    }
    int[] address = mac(token.text());
    return identifier(
        new Made(LinkChecks.mac(link, address, words.way()), Leaves.mac(address, words.way())),
        words);
  }

  private static int[] mac(String text) {
    String[] parts = text.split("[:.-]", -1);
    if (parts.length < 6) {
      parts = String.join("", parts).split("(?<=\\G..)", -1);
    }
    int[] address = new int[6];
    for (int i = 0; i < address.length; i++) {
      address[i] = Integer.parseInt(parts[i], 16);
    }
    return address;
  }
}
