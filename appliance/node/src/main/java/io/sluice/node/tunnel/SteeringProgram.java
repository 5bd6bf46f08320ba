package io.sluice.node.tunnel;

import static io.sluice.node.linux.ClassicBpf.ADD;
import static io.sluice.node.linux.ClassicBpf.AND;
import static io.sluice.node.linux.ClassicBpf.BYTE;
import static io.sluice.node.linux.ClassicBpf.HALF;
import static io.sluice.node.linux.ClassicBpf.LSH;
import static io.sluice.node.linux.ClassicBpf.MOD;
import static io.sluice.node.linux.ClassicBpf.MUL;
import static io.sluice.node.linux.ClassicBpf.RSH;
import static io.sluice.node.linux.ClassicBpf.WORD;
import static io.sluice.node.linux.ClassicBpf.XOR;

import io.sluice.node.linux.ClassicBpf;
import io.sluice.packet.Ethernet;
import io.sluice.packet.Geneve;
import io.sluice.packet.Ipv4;
import io.sluice.packet.Ipv6;
import io.sluice.packet.Ports;
import io.sluice.packet.Udp;
import io.sluice.packet.Vxlan;

/**
 * {@link Steering} as a program that the kernel runs for each datagram (SO_ATTACH_REUSEPORT_CBPF).
 * It sees the UDP payload. X is where the next header starts; a load beyond the end gives worker 0,
 * as {@link Steering} does. There are no loops, so tags and extension headers are written out.
 */
final class SteeringProgram {
  /** Scratch memory: where the packet starts, sum of addresses, sum of ports, next header. */
  private static final int PACKET = 0;

  private static final int ADDRESSES = 1;
  private static final int PORTS = 2;
  private static final int NEXT = 3;
  private static final int OTHER = 4;

  private static final int[] TAGS = {0x8100, 0x88a8, 0x9100};

  private final ClassicBpf code = new ClassicBpf();

  private SteeringProgram() {}

  /** As an array of {@code struct sock_filter}. */
  static byte[] of(Steering steering) {
    SteeringProgram program = new SteeringProgram();
    switch (steering.inside()) {
      case VXLAN -> program.code.numberX(Vxlan.HEADER_LENGTH);
      case GENEVE -> program.geneve();
      case VXLAN_IN_GENEVE -> program.mirrored();
    }
    program.ethernet();
    program.ipv4();
    program.ipv6();
    program.mix(steering.workers());
    return program.code.assemble();
  }

  /** X is what follows the options, A the protocol type. */
  private void options() {
    code.load(BYTE, Geneve.VERSION_AND_LENGTH).alu(AND, 0x3f).alu(LSH, 2);
    code.alu(ADD, Geneve.MIN_HEADER_LENGTH).toX();
    code.load(HALF, Geneve.PROTOCOL_TYPE);
  }

  private void geneve() {
    options();
    code.ifEqual(Ethernet.TYPE_IPV4, "ipv4").ifEqual(Ethernet.TYPE_IPV6, "ipv6");
    code.unlessEqual(Geneve.TYPE_ETHERNET, "first in geneve").go("ethernet");
    code.label("first in geneve").returns(0);
  }

  /** A mirror session's own IP and UDP header, and its VXLAN header. */
  private void mirrored() {
    int headers = Udp.HEADER_LENGTH + Vxlan.HEADER_LENGTH;
    options();
    code.ifEqual(Ethernet.TYPE_IPV4, "session ipv4").ifEqual(Ethernet.TYPE_IPV6, "session ipv6");
    code.returns(0);
    code.label("session ipv4").loadAtX(BYTE, Ipv4.PROTOCOL);
    code.unlessEqual(Ports.UDP, "no session ipv4");
    headerLength().alu(ADD, headers).aluX(ADD).toX().go("ethernet");
    code.label("no session ipv4").returns(0);
    code.label("session ipv6").loadAtX(BYTE, Ipv6.NEXT_HEADER);
    code.unlessEqual(Ports.UDP, "no session ipv6");
    code.advanceX(Ipv6.HEADER_LENGTH + headers).go("ethernet");
    code.label("no session ipv6").returns(0);
  }

  private ClassicBpf headerLength() {
    return code.loadAtX(BYTE, Ipv4.VERSION_AND_LENGTH).alu(AND, 0x0f).alu(LSH, 2);
  }

  private void ethernet() {
    code.label("ethernet");
    for (int tags = 0; tags <= Steering.MAX_TAGS; tags++) {
      String tag = "tag " + tags;
      code.loadAtX(HALF, Ethernet.TYPE);
      code.ifEqual(Ethernet.TYPE_IPV4, "frame ipv4").ifEqual(Ethernet.TYPE_IPV6, "frame ipv6");
      for (int type : TAGS) {
        code.ifEqual(type, tag);
      }
      code.returns(0);
      code.label(tag).advanceX(Ethernet.TAG_LENGTH);
    }
    code.returns(0);
    code.label("frame ipv4").advanceX(Ethernet.HEADER_LENGTH).go("ipv4");
    code.label("frame ipv6").advanceX(Ethernet.HEADER_LENGTH).go("ipv6");
  }

  private void version(int version) {
    String right = "version " + version;
    code.loadAtX(BYTE, 0).alu(RSH, 4).ifEqual(version, right).returns(0).label(right);
  }

  /** Adds words of the packet at X to the sum that is kept. */
  private void sum(int from, int to) {
    code.keepX(PACKET).loadAtX(WORD, from).keep(ADDRESSES);
    for (int word = from + Integer.BYTES; word < to; word += Integer.BYTES) {
      code.loadAtX(WORD, word).recallX(ADDRESSES).aluX(ADD).keep(ADDRESSES).recallX(PACKET);
    }
  }

  private void ipv4() {
    code.label("ipv4");
    version(4);
    sum(Ipv4.SOURCE, Ipv4.MIN_HEADER_LENGTH);
    code.loadAtX(HALF, Ipv4.FRAGMENT).ifAny(Steering.FRAGMENT_BITS, "ipv4 addresses");
    code.loadAtX(BYTE, Ipv4.PROTOCOL).unlessEqual(Ports.TCP, "ipv4 addresses");
    headerLength().aluX(ADD).toX().go("tcp");
    code.label("ipv4 addresses").go("addresses");
  }

  private void ipv6() {
    code.label("ipv6");
    version(6);
    sum(Ipv6.SOURCE, Ipv6.HEADER_LENGTH);
    code.loadAtX(BYTE, Ipv6.NEXT_HEADER).keep(NEXT).advanceX(Ipv6.HEADER_LENGTH);
    for (int i = 0; i < Steering.MAX_EXTENSIONS; i++) {
      extension(i);
    }
    code.recall(NEXT).ifEqual(Ports.TCP, "tcp").go("addresses");
  }

  private void extension(int i) {
    String fragment = "fragment " + i;
    String authentication = "authentication " + i;
    String options = "options " + i;
    String next = "next " + i;
    code.recall(NEXT).ifEqual(Ports.TCP, "tcp").ifEqual(Ipv6.FRAGMENT, fragment);
    code.ifEqual(Ipv6.AUTHENTICATION, authentication).ifEqual(Ipv6.HOP_BY_HOP, options);
    code.ifEqual(Ipv6.ROUTING, options).ifEqual(Ipv6.DESTINATION_OPTIONS, options);
    code.go("addresses");
    code.label(fragment).loadAtX(HALF, 2).ifAny(0xfff9, "real " + fragment);
    code.number(Long.BYTES).go(next);
    code.label("real " + fragment).go("addresses");
    // The load of what is not needed asks for as many bytes as Steering does
    code.label(authentication).loadAtX(HALF, 2);
    code.loadAtX(BYTE, 1).alu(ADD, 2).alu(LSH, 2).go(next);
    code.label(options).loadAtX(HALF, 2);
    code.loadAtX(BYTE, 1).alu(ADD, 1).alu(LSH, 3);
    // A is the header's length
    code.label(next).aluX(ADD).keep(OTHER).loadAtX(BYTE, 0).keep(NEXT).recallX(OTHER);
  }

  private void mix(int workers) {
    code.label("tcp").loadAtX(HALF, Ports.SOURCE).keep(PORTS);
    code.loadAtX(HALF, Ports.DESTINATION).recallX(PORTS).aluX(ADD).keep(PORTS).go("mix");
    code.label("addresses").number(0).keep(PORTS);
    code.label("mix").recall(PORTS).alu(MUL, Steering.MIX_PORTS).toX();
    code.recall(ADDRESSES).alu(MUL, Steering.MIX_ADDRESSES).aluX(XOR);
    code.toX().alu(RSH, 16).aluX(XOR).alu(MUL, Steering.MIX);
    code.toX().alu(RSH, 15).aluX(XOR).alu(MOD, workers).returnA();
  }
}
