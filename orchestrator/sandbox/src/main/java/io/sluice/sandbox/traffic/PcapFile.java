package io.sluice.sandbox.traffic;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the Ethernet frames of a capture: classic pcap, both byte orders, micro- and nanoseconds
 * (draft-ietf-opsawg-pcap), and of pcapng the section, interface, enhanced and simple packet blocks
 * (draft-ietf-opsawg-pcapng). At most 256 MiB. A file that ends in the middle of a packet gives
 * what is whole.
 */
final class PcapFile {
  private static final long LARGEST = 256L << 20;
  private static final int ETHERNET = 1;

  private final List<byte[]> frames = new ArrayList<>();
  private final Skipped skipped;
  private final ByteBuffer in;

  private PcapFile(ByteBuffer in, Skipped skipped) {
    this.in = in;
    this.skipped = skipped;
  }

  static List<byte[]> read(Path file, Skipped skipped) throws TrafficException {
    try {
      if (!Files.isRegularFile(file)) {
        throw new TrafficException("There is no file " + file + ".");
      }
      if (Files.size(file) > LARGEST) {
        throw new TrafficException(file + " is larger than 256 MiB.");
      }
      PcapFile reader = new PcapFile(ByteBuffer.wrap(Files.readAllBytes(file)), skipped);
      if (!reader.read()) {
        throw new TrafficException(file + " is neither a pcap nor a pcapng file.");
      }
      return reader.frames;
    } catch (IOException e) {
      throw new TrafficException(file + " cannot be read: " + e.getMessage());
    }
  }

  private boolean read() {
    if (in.remaining() < 24) {
      return false;
    }
    int magic = in.getInt(0);
    try {
      switch (magic) {
        case 0xa1b2c3d4, 0xa1b23c4d -> classic(ByteOrder.BIG_ENDIAN);
        case 0xd4c3b2a1, 0x4d3cb2a1 -> classic(ByteOrder.LITTLE_ENDIAN);
        case 0x0a0d0d0a -> blocks();
        default -> {
          return false;
        }
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      skipped.count("cut-off");
    }
    return true;
  }

  private void classic(ByteOrder order) {
    in.order(order);
    int linkType = in.getInt(20) & 0xffff;
    in.position(24);
    while (in.hasRemaining()) {
      in.position(in.position() + 8);
      int captured = in.getInt();
      packet(linkType, captured, in.getInt());
    }
  }

  private void blocks() {
    List<Integer> linkTypes = new ArrayList<>();
    while (in.hasRemaining()) {
      int start = in.position();
      int type = in.getInt();
      if (type == 0x0a0d0d0a) {
        linkTypes.clear();
        in.order(
            in.getInt(start + 8) == 0x1a2b3c4d
                ? in.order()
                : in.order() == ByteOrder.BIG_ENDIAN
                    ? ByteOrder.LITTLE_ENDIAN
                    : ByteOrder.BIG_ENDIAN);
      }
      int length = in.getInt();
      if (length < 12) {
        throw new IllegalArgumentException("a block of " + length + " bytes");
      }
      switch (type) {
        case 1 -> linkTypes.add(in.getShort() & 0xffff);
        case 3 -> {
          int original = in.getInt();
          packet(linkType(linkTypes, 0), Math.min(original, length - 16), original);
        }
        case 6 -> {
          int linkType = linkType(linkTypes, in.getInt());
          in.position(in.position() + 8);
          int captured = in.getInt();
          packet(linkType, captured, in.getInt());
        }
        default -> {}
      }
      in.position(Math.addExact(start, length));
    }
  }

  private static int linkType(List<Integer> linkTypes, int number) {
    return number >= 0 && number < linkTypes.size() ? linkTypes.get(number) : -1;
  }

  private void packet(int linkType, int captured, int original) {
    if (captured < 0) {
      throw new IllegalArgumentException("a packet of " + captured + " bytes");
    }
    if (captured > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] frame = new byte[captured];
    in.get(frame);
    if (linkType != ETHERNET) {
      skipped.count("not-ethernet");
    } else if (captured < original) {
      skipped.count("cut-by-capture");
    } else {
      frames.add(frame);
    }
  }
}
