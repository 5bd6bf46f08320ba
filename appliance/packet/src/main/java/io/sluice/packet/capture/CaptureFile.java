package io.sluice.packet.capture;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/**
 * Opens capture files: pcap (micro- and nanoseconds, both byte orders, the variants of old) and
 * pcapng, plain or compressed with gzip or zstd.
 *
 * <p>A plain file is mapped: do not let another program shorten it while it is read. Everything
 * else passes through a buffer of a mebibyte, which grows only for a larger packet.
 */
public final class CaptureFile {
  private CaptureFile() {}

  /**
   * Opens a file; "-" is the standard input.
   *
   * @throws UnreadableCaptureException if it is no capture in a format that is read
   * @throws IOException if it cannot be read
   */
  public static CaptureReader open(Path path) throws IOException {
    if ("-".equals(path.toString())) {
      return open(new FileInputStream(FileDescriptor.in), true);
    }
    if (Files.isDirectory(path)) {
      throw new UnreadableCaptureException("It is a directory");
    }
    if (!Files.isRegularFile(path)) {
      return open(Files.newInputStream(path), true);
    }
    Supply plain = new PlainFile(path);
    if (!plain.have(4) || !FileFormat.compressed(start(plain))) {
      return reader(plain);
    }
    plain.close();
    return open(Files.newInputStream(path), false);
  }

  /**
   * Opens what comes from a stream, which the reader then closes. Packets are given as they come.
   *
   * @throws UnreadableCaptureException if it is no capture in a format that is read
   */
  public static CaptureReader open(InputStream stream) throws IOException {
    return open(stream, true);
  }

  /**
   * Reads a plain file that another program still writes, as {@code tail -F} would: waits for more,
   * and begins anew when the file is cut or another takes its name.
   *
   * @param patience for how long {@link FollowedCapture#next} waits for a packet before it says
   *     that there is none yet
   */
  public static FollowedCapture follow(Path path, Duration patience) throws IOException {
    return new FollowedCapture(path, patience);
  }

  private static CaptureReader open(InputStream stream, boolean live) throws IOException {
    RawStream raw = new RawStream(stream);
    try {
      byte[] start = raw.peek(4);
      int magic = start.length < 4 ? 0 : little(start);
      InputStream unpacked = raw;
      if (FileFormat.gzip(magic)) {
        unpacked = gzip(raw);
      } else if (FileFormat.zstd(magic)) {
        unpacked = ZstdStream.unpack(raw);
      }
      return reader(new Streamed(raw, unpacked, live));
    } catch (IOException | RuntimeException | Error e) {
      stream.close();
      throw e;
    }
  }

  private static InputStream gzip(RawStream raw) throws IOException {
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (IOException e) {
      if (raw.failed()) {
        throw e;
      }
      throw new UnreadableCaptureException("Its gzip header is damaged or cut off");
    }
  }

  /** A reader for the format that the supply starts with; closes the supply if there is none. */
  static CaptureReader reader(Supply supply) throws IOException {
    try {
      int magic = supply.have(4) ? start(supply) : 0;
      if (PcapHeader.starts(magic)) {
        return new PcapReader(supply, PcapHeader.read(supply));
      }
      if (magic == PcapngReader.SECTION) {
        return new PcapngReader(supply);
      }
      throw new UnreadableCaptureException(FileFormat.refusal(supply));
    } catch (IOException | RuntimeException | Error e) {
      supply.close();
      throw e;
    }
  }

  /** Whether enough is there to tell the format; what is none needs no more than its start. */
  static boolean begun(Supply supply) throws IOException {
    if (!supply.have(4)) {
      return false;
    }
    int magic = start(supply);
    return supply.have(
        magic == PcapngReader.SECTION ? PcapngReader.SECTION_FIXED : PcapHeader.length(magic));
  }

  private static int start(Supply supply) {
    return supply.memory.get(
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), supply.at);
  }

  private static int little(byte[] b) {
    return (b[0] & 0xff) | (b[1] & 0xff) << 8 | (b[2] & 0xff) << 16 | b[3] << 24;
  }
}
