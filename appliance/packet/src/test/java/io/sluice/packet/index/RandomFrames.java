package io.sluice.packet.index;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Frames as they may come: few hosts, ports and networks, so that filters match; tags and tunnels
 * in one another; and now and then bytes that are wrong.
 */
final class RandomFrames {
  private static final int[] PORTS = {53, 443, 4000, 4789, 6081, 4790, 2152, 80};
  private static final int[] PROTOCOLS = {6, 17, 1, 4, 41, 47, 132, 50, 58, 17, 6, 17, 0};
  private static final int[] TYPES = {0x0800, 0x0800, 0x0800, 0x86dd, 0x8100, 0x0806, 0x8847};
  private static final int[] RARE_TYPES = {
    0x8864, 0x88a8, 0x9100, 0x8035, 0x88cc, 0x6558, 40, 8847
  };

  private final Random random;
  private final ByteBuffer frame = ByteBuffer.allocate(1 << 12);

  RandomFrames(Random random) {
    this.random = random;
  }

  byte[] ethernet() {
    frame.clear();
    ethernet(0);
    return done();
  }

  byte[] ip() {
    frame.clear();
    layer(random.nextInt(4) == 0 ? 0x86dd : 0x0800, 1);
    return done();
  }

  private byte[] done() {
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    for (int i = random.nextInt(40); bytes.length > 0 && i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  int address() {
    return 0x0a00_0000 | random.nextInt(2) << 8 | random.nextInt(12);
  }

  int port() {
    return PORTS[random.nextInt(PORTS.length)];
  }

  private void ethernet(int depth) {
    frame.putInt(0x0200_0000).putInt(0x0001_0200).putInt(random.nextInt(3));
    int type =
        random.nextInt(12) == 0
            ? RARE_TYPES[random.nextInt(RARE_TYPES.length)]
            : TYPES[random.nextInt(TYPES.length)];
    frame.putShort((short) type);
    layer(type, depth);
  }

  private void layer(int type, int depth) {
    if (depth > 6) {
      return;
    }
    switch (type) {
      case 0x0800 -> ipv4(depth);
      case 0x86dd -> ipv6(depth);
      case 0x8100, 0x88a8, 0x9100 -> {
        int next = random.nextInt(4) == 0 ? 0x8100 : TYPES[random.nextInt(TYPES.length)];
        frame.putShort((short) random.nextInt(4)).putShort((short) next);
        layer(next, depth + 1);
      }
      case 0x0806, 0x8035 ->
          frame
              .putLong(0x0001_0800_0604_0001L)
              .putInt(7)
              .putShort((short) 7)
              .putInt(address())
              .putInt(8)
              .putShort((short) 8)
              .putInt(address());
      case 0x8847 -> {
        boolean bottom = random.nextInt(3) > 0;
        frame.putInt(random.nextInt(3) << 12 | (bottom ? 0x140 : 0x40));
        layer(bottom ? random.nextBoolean() ? 0x0800 : 0x86dd : 0x8847, depth + 1);
      }
      case 0x8864 -> {
        boolean four = random.nextBoolean();
        frame.putShort((short) 0x1100).putShort((short) 5).putShort((short) 60);
        frame.putShort((short) (four ? 0x0021 : 0x0057));
        layer(four ? 0x0800 : 0x86dd, depth + 1);
      }
      case 0x6558 -> ethernet(depth + 1);
      default -> frame.putInt(random.nextInt()).putInt(random.nextInt());
    }
  }

  private void ipv4(int depth) {
    int at = frame.position();
    int words = random.nextInt(8) == 0 ? 6 : 5;
    int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
    int fragment = random.nextInt(10) == 0 ? random.nextInt(0x4000) : 0;
    frame.putInt((0x40 | words) << 24).putShort((short) 1).putShort((short) fragment);
    frame.put((byte) 64).put((byte) protocol).putShort((short) 0);
    frame.putInt(address()).putInt(address());
    if (words == 6) {
      frame.putInt(0x0101_0100);
    }
    transport(protocol, depth);
    frame.putShort(at + 2, (short) (frame.position() - at));
  }

  private void ipv6(int depth) {
    int at = frame.position();
    int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
    boolean fragment = random.nextInt(8) == 0;
    frame.putInt(0x6000_0000).putShort((short) 0);
    frame.put((byte) (fragment ? 44 : protocol)).put((byte) 64);
    for (int i = 0; i < 2; i++) {
      frame.putLong(0x2001_0db8_0000_0000L | random.nextInt(2)).putLong(random.nextInt(4));
    }
    if (fragment) {
      frame.put((byte) protocol).put((byte) 0).putShort((short) (random.nextInt(2) * 8)).putInt(1);
    } else if (protocol == 0) {
      frame.put((byte) 17).put((byte) 0).putShort((short) 0x0104).putInt(0);
      protocol = 17;
    }
    transport(protocol, depth);
    frame.putShort(at + 4, (short) (frame.position() - at - 40));
  }

  private void transport(int protocol, int depth) {
    switch (protocol) {
      case 6, 132 -> {
        frame.putShort((short) port()).putShort((short) port()).putLong(random.nextInt());
        frame.putShort((short) (0x5000 | random.nextInt(64))).putShort((short) 1).putInt(0);
      }
      case 17 -> udp(depth);
      case 4 -> layer(0x0800, depth + 1);
      case 41 -> layer(0x86dd, depth + 1);
      case 47 -> {
        int type = random.nextBoolean() ? 0x0800 : 0x6558;
        frame.putShort((short) 0).putShort((short) type);
        layer(type, depth + 1);
      }
      default -> frame.putInt(random.nextInt(256) << 24).putInt(random.nextInt());
    }
  }

  private void udp(int depth) {
    int at = frame.position();
    int source = port();
    int destination = port();
    frame.putShort((short) source).putShort((short) destination).putInt(0);
    if (destination == 4789 || source == 4789) {
      frame.putInt(0x0800_0000).putInt(random.nextInt(6) << 8);
      ethernet(depth + 2);
    } else if (destination == 6081) {
      int options = random.nextInt(3);
      int type = random.nextBoolean() ? 0x6558 : 0x0800;
      frame.putShort((short) (options << 8)).putShort((short) type).putInt(random.nextInt(6) << 8);
      for (int i = 0; i < options; i++) {
        frame.putInt(0);
      }
      layer(type, depth + 2);
    } else {
      frame.putInt(random.nextInt()).putInt(random.nextInt());
    }
    frame.putShort(at + 4, (short) (frame.position() - at));
  }
}
