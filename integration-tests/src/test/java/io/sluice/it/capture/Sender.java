package io.sluice.it.capture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends VXLAN datagrams whose inner packets are numbered: a number of the sender's life, one of the
 * packet, then bytes that follow from these.
 */
final class Sender {
  /** Ethernet, IPv4 and UDP before the number. */
  static final int NUMBER_AT = 14 + 20 + 8;

  private static final int VXLAN = 8;
  private static final int FLOWS = 256;
  private static final int LEAST = NUMBER_AT + Long.BYTES;
  private static final int MOST = 1_400;

  private final InetSocketAddress target;
  private final int rate;

  Sender(InetAddress address, int port, int rate) {
    this.target = new InetSocketAddress(address, port);
    this.rate = rate;
  }

  /** Of the packet of this number, in bytes. */
  static int length(long number) {
    return LEAST + (int) ((number * 0x9e37_79b9L & 0xffff) % (MOST - LEAST));
  }

  static byte filler(long number, int at) {
    return (byte) (number * 31 + at);
  }

  static long number(int life, int count) {
    return (long) life << 32 | count;
  }

  /** Sends until it is interrupted. */
  void run(int life) {
    ByteBuffer datagram = ByteBuffer.allocateDirect(VXLAN + MOST);
    long start = System.nanoTime();
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(target);
      for (int count = 0; !Thread.currentThread().isInterrupted(); count++) {
        fill(datagram, number(life, count));
        try {
          channel.write(datagram);
        } catch (IOException e) {
          // Whether it arrived is for the receiver to tell
        }
        long due = start + (long) count * 1_000_000_000L / rate;
        if (count % 16 == 0 && due > System.nanoTime()) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void fill(ByteBuffer datagram, long number) {
    int length = length(number);
    datagram.clear();
    datagram.putInt(0x0800_0000).putInt(CaptureMain.VNI << 8);
    datagram.putLong(0x0200_0000_0001_0200L).putInt(2).putShort((short) 0x0800);
    datagram.putInt(0x4500_0000 | length - 14).putInt(0).putInt(0x4011_0000);
    datagram.putInt(0x0a00_0001).putInt(0x0a00_0002);
    datagram.putShort((short) (10_000 + number % FLOWS)).putShort((short) 443);
    datagram.putShort((short) (length - 34)).putShort((short) 0).putLong(number);
    for (int at = LEAST; at < length; at++) {
      datagram.put(filler(number, at));
    }
    datagram.flip();
  }
}
