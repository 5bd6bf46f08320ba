package io.sluice.node.xdp;

import io.sluice.node.tunnel.Steering;
import io.sluice.node.xdp.Assembler.If;
import io.sluice.node.xdp.Assembler.Op;
import io.sluice.node.xdp.Assembler.Size;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The XDP program: which frames the fast tier takes. It is assembled for the tunnels at hand; other
 * tunnels get another program in its place, so it has no settings to look up.
 *
 * <p>Takes frames to the interface's own MAC address that are whole (no fragment) IPv4 without
 * options, or IPv6 without extension headers, to one of these addresses, with UDP to one of these
 * ports, and that fit a frame of the sockets' memory. All others, those that pretend to come from
 * one of these addresses, and those of receive queues that have no socket, go on to the kernel.
 */
final class Classifier {
  /** XDP's word for "go on to the kernel". */
  static final int PASS = 2; // enum xdp_action

  private static final int REDIRECT_MAP = 51; // bpf-helpers(7)

  // struct xdp_md
  private static final int DATA = 0;
  private static final int DATA_END = 4;
  private static final int RX_QUEUE = 16;

  // Registers that keep their meaning through the program
  private static final int CONTEXT = 6;
  private static final int FRAME = 7;
  private static final int END = 8;

  private static final int IP = Outer.ETHERNET_LENGTH;
  private static final int UDP_PROTOCOL = 17;
  private static final int MORE_FRAGMENTS_AND_OFFSET = 0x3fff;

  private final byte[] mac;
  private final List<InetAddress> addresses;
  private final List<Integer> ports;
  private final int maxFrame;
  private final int workers;
  private final byte[] steering;
  private final int otherwise;

  /**
   * @param card to whose addresses frames go
   * @param ports of the tunnels, UDP
   * @param maxFrame the longest frame that is taken, Ethernet header included, in bytes
   * @param steering which of a queue's sockets a frame goes to, one for each worker
   * @param otherwise what becomes of a frame that would be taken if there were a socket for it:
   *     {@link #PASS} but in tests
   */
  Classifier(Card card, List<Integer> ports, int maxFrame, Steering steering, int otherwise) {
    this.mac = ByteBuffer.allocate(Long.BYTES).putLong(card.mac() << 16).array();
    this.addresses = card.addresses();
    this.ports = ports;
    this.maxFrame = maxFrame;
    this.workers = steering.workers();
    this.steering = workers == 1 ? new byte[0] : steering.program();
    this.otherwise = otherwise;
  }

  /**
   * @param map of sockets: queue times workers plus worker
   */
  byte[] assemble(int map) {
    Assembler code = new Assembler();
    boolean four = addresses.stream().anyMatch(Inet4Address.class::isInstance);
    boolean six = addresses.stream().anyMatch(Inet6Address.class::isInstance);
    // The verifier refuses code that cannot be reached
    if (!ports.isEmpty() && (four || six)) {
      code.opr(Op.MOV, CONTEXT, 1)
          .load(Size.WORD, FRAME, CONTEXT, DATA)
          .load(Size.WORD, END, CONTEXT, DATA_END);
      // Longer than a frame of memory
      code.opr(Op.MOV, 2, FRAME).op(Op.ADD, 2, maxFrame + 1).jumpr(If.LE, 2, END, "pass");
      shorter(code, IP + Outer.IPV4_LENGTH + Outer.UDP_LENGTH);
      code.load(Size.WORD, 2, FRAME, 0)
          .jump(If.NE, 2, word(mac, 0), "pass")
          .load(Size.HALF, 2, FRAME, 4)
          .jump(If.NE, 2, half(mac, 4), "pass")
          .load(Size.HALF, 2, FRAME, 12)
          .network(2, 16);
      if (four) {
        code.jump(If.NE, 2, 0x0800, six ? "ipv6" : "pass");
        ipv4(code, map);
      }
      if (six) {
        code.label("ipv6").jump(If.NE, 2, 0x86dd, "pass");
        ipv6(code, map);
      }
    }
    return code.label("pass").op(Op.MOV, 0, PASS).exit().bytes();
  }

  private static void shorter(Assembler code, int length) {
    code.opr(Op.MOV, 2, FRAME).op(Op.ADD, 2, length).jumpr(If.GT, 2, END, "pass");
  }

  private void ipv4(Assembler code, int map) {
    code.load(Size.BYTE, 2, FRAME, IP)
        .jump(If.NE, 2, 0x45, "pass")
        .load(Size.BYTE, 2, FRAME, IP + 9)
        .jump(If.NE, 2, UDP_PROTOCOL, "pass")
        .load(Size.HALF, 2, FRAME, IP + 6)
        .network(2, 16)
        .jump(If.SET, 2, MORE_FRAGMENTS_AND_OFFSET, "pass")
        .load(Size.WORD, 2, FRAME, IP + 12);
    among4(code, "pass");
    code.load(Size.WORD, 2, FRAME, IP + 16);
    among4(code, "ours4");
    code.jump("pass").label("ours4");
    port(code, IP + Outer.IPV4_LENGTH, "port4");
    code.load(Size.HALF, 3, FRAME, IP + 2).network(3, 16);
    lengths(code, IP + Outer.IPV4_LENGTH, Outer.IPV4_LENGTH);
    redirect(code, map, IP + Outer.IPV4_LENGTH, "steer4-");
  }

  /** Jumps if register 2 is one of our addresses. */
  private void among4(Assembler code, String label) {
    for (InetAddress address : addresses) {
      if (address instanceof Inet4Address) {
        code.jump(If.EQ, 2, word(address.getAddress(), 0), label);
      }
    }
  }

  private void ipv6(Assembler code, int map) {
    shorter(code, IP + Outer.IPV6_LENGTH + Outer.UDP_LENGTH);
    code.load(Size.BYTE, 2, FRAME, IP + 6).jump(If.NE, 2, UDP_PROTOCOL, "pass");
    among6(code, IP + 8, "pass");
    among6(code, IP + 24, "ours6");
    code.jump("pass").label("ours6");
    port(code, IP + Outer.IPV6_LENGTH, "port6");
    code.load(Size.HALF, 3, FRAME, IP + 4).network(3, 16);
    lengths(code, IP + Outer.IPV6_LENGTH, 0);
    redirect(code, map, IP + Outer.IPV6_LENGTH, "steer6-");
  }

  /** Jumps if the address at {@code at} in the frame is one of ours. */
  private void among6(Assembler code, int at, String label) {
    for (InetAddress address : addresses) {
      if (address instanceof Inet6Address) {
        byte[] bytes = address.getAddress();
        String next = "not " + address.getHostAddress() + " at " + at;
        for (int i = 0; i < bytes.length; i += Integer.BYTES) {
          code.load(Size.WORD, 2, FRAME, at + i).jump(If.NE, 2, word(bytes, i), next);
        }
        code.jump(label).label(next);
      }
    }
  }

  private void port(Assembler code, int udp, String ours) {
    code.load(Size.HALF, 2, FRAME, udp + 2).network(2, 16);
    for (int port : ports) {
      code.jump(If.EQ, 2, port, ours);
    }
    code.jump("pass").label(ours);
  }

  /**
   * Passes on what contradicts itself: the kernel knows better. Whether all is there that the
   * headers speak of, {@link Outer} looks at; of frames in several buffers, drivers give nothing to
   * programs that do not ask for them.
   *
   * <p>Register 3 has what the IP header says of its length.
   *
   * @param udp where the UDP header is
   * @param header how many bytes the IP header's length has before the UDP header
   */
  private void lengths(Assembler code, int udp, int header) {
    code.jump(If.GT, 3, maxFrame, "pass")
        .load(Size.HALF, 4, FRAME, udp + 4)
        .network(4, 16)
        .jump(If.LT, 4, Outer.UDP_LENGTH, "pass")
        .op(Op.ADD, 4, header)
        .jumpr(If.NE, 3, 4, "pass");
  }

  /**
   * Cards spread frames over their receive queues by the outer header, so both directions of an
   * inner flow may come by different queues, and an AF_XDP socket takes only frames of its own
   * queue. So each worker has a socket on every queue, and the inner packet chooses among them.
   */
  private void redirect(Assembler code, int map, int udp, String prefix) {
    if (steering.length == 0) {
      code.op(Op.MOV, 0, 0);
    } else {
      FromClassic.translate(steering, code, udp + Outer.UDP_LENGTH, CONTEXT, FRAME, END, prefix);
    }
    code.load(Size.WORD, 2, CONTEXT, RX_QUEUE)
        .op(Op.MUL, 2, workers)
        .opr(Op.ADD, 2, 0)
        .map(1, map)
        .op(Op.MOV, 3, otherwise)
        .call(REDIRECT_MAP)
        .exit();
  }

  /** Four bytes as a load reads them. */
  private static int word(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(at);
  }

  private static int half(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getShort(at) & 0xffff;
  }
}
