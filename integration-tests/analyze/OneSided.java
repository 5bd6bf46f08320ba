import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a capture of TCP streams of which only one direction was seen, as behind an asymmetric
 * route: 14,000 data segments each that nobody acknowledges, the streams taking turns.
 *
 * <p>{@code java OneSided.java FILE STREAMS}
 */
class OneSided {
  private static final int SEGMENTS = 14_000;
  private static final int PAYLOAD = 368;
  private static final int FRAME = 14 + 20 + 20 + PAYLOAD;

  public static void main(String[] arguments) throws IOException {
    int streams = Integer.parseInt(arguments[1]);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[0])), 1 << 20)) {
      ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
      header.putInt(65_535).putInt(1);
      out.write(header.array());
      byte[] record = new byte[16 + FRAME];
      long micros = 1_700_000_000_000_000L;
      for (int segment = 0; segment < SEGMENTS; segment++) {
        for (int stream = 0; stream < streams; stream++) {
          fill(ByteBuffer.wrap(record), stream, segment, micros += 20);
          out.write(record);
        }
      }
    }
  }

  private static void fill(ByteBuffer to, int stream, int segment, long micros) {
    to.order(ByteOrder.LITTLE_ENDIAN);
    to.putInt((int) (micros / 1_000_000)).putInt((int) (micros % 1_000_000));
    to.putInt(FRAME).putInt(FRAME);
    to.order(ByteOrder.BIG_ENDIAN);
    to.putLong(0x0200000000020200L).putInt(0x00000001).putShort((short) 0x0800);
    int ip = to.position();
    to.putShort((short) 0x4500).putShort((short) (FRAME - 14)).putShort((short) segment);
    to.putShort((short) 0x4000).put((byte) 64).put((byte) 6).putShort((short) 0);
    to.putInt(0x0a000001 + stream).putInt(0x0a010001);
    to.putShort(ip + 10, (short) ~sum(to, ip, 20));
    to.putShort((short) (20_000 + stream)).putShort((short) 443);
    to.putInt(1 + segment * PAYLOAD).putInt(1).putShort((short) 0x5010).putShort((short) 8192);
    to.putInt(0);
  }

  private static int sum(ByteBuffer in, int from, int length) {
    int sum = 0;
    for (int at = from; at < from + length; at += 2) {
      sum += in.getShort(at) & 0xffff;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (sum & 0xffff) + (sum >>> 16);
  }
}
