package io.sluice.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever is wrong with a file: no exception but the declared one, an end, and no byte from
 * outside.
 */
class DamagedCaptureProperties {
  private static final int[] MAGICS = {Bytes.MICRO, Bytes.NANO, Bytes.MODIFIED};

  private static byte[] pcap(Random random, ByteOrder order) {
    Bytes file = new Bytes(order).pcap(MAGICS[random.nextInt(3)], 2, random.nextInt(2, 5), 1);
    for (int i = random.nextInt(8); i > 0; i--) {
      file.record(random.nextInt(), random.nextInt(), random.nextInt(100), random.nextInt(200));
    }
    return file.done();
  }

  private static byte[] pcapng(Random random, ByteOrder order) {
    Bytes file = new Bytes(order);
    for (int sections = random.nextInt(1, 3); sections > 0; sections--) {
      file.section().face(1).face(113, random.nextInt(256), random.nextInt());
      for (int i = random.nextInt(8); i > 0; i--) {
        file.enhanced(random.nextInt(3), random.nextLong(), random.nextInt(100), 100);
        file.block(random.nextInt(1, 7), Bytes.packet(random.nextInt(60)));
      }
    }
    return file.done();
  }

  private static void damage(byte[] file, Random random, int times) {
    for (int i = 0; i < times && file.length > 0; i++) {
      int at = random.nextInt(file.length);
      file[at] =
          switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> (byte) 0xff;
            case 2 -> (byte) (file[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt();
          };
    }
  }

  private static byte[] packed(byte[] file, int how) throws IOException {
    if (how == 1) {
      return Zstd.compress(file);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(file);
    }
    return out.toByteArray();
  }

  /** Each packet takes at least its own bytes of the file, so there cannot be more than those. */
  private static void read(byte[] file, long most) {
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(file))) {
      Read read = Read.all(reader);
      assertThat(read.packets().stream().mapToLong(Read.Packet::captured).sum()).isLessThan(most);
      assertThat(read.packets()).allMatch(packet -> packet.captured() >= 0 && packet.wire() >= 0);
      assertThat(reader.next()).isFalse();
    } catch (UnreadableCaptureException e) {
      assertThat(e).hasMessageNotContaining("null").hasMessageMatching("[A-Z].+");
    } catch (IOException e) {
      throw new AssertionError("A file's content is no failure to read it", e);
    }
  }

  @Property(tries = 3000)
  void damagedFilesEndWithWhatCouldBeRead(
      @ForAll long seed,
      @ForAll boolean next,
      @ForAll boolean big,
      @ForAll @IntRange(max = 12) int times) {
    Random random = new Random(seed);
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] file = next ? pcapng(random, order) : pcap(random, order);
    damage(file, random, times);
    read(Arrays.copyOf(file, random.nextInt(file.length + 1)), file.length + 1L);
    read(file, file.length + 1L);
  }

  @Property(tries = 500)
  void damagedCompressedFilesEndWithWhatCouldBeRead(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2) int how,
      @ForAll @IntRange(max = 3) int times)
      throws IOException {
    Random random = new Random(seed);
    byte[] file = pcap(random, ByteOrder.LITTLE_ENDIAN);
    byte[] packed = packed(file, how);
    damage(packed, random, times);
    // What damage unpacks to may be longer than what was packed, but not by more than deflate can
    read(Arrays.copyOf(packed, random.nextInt(packed.length + 1)), 1L << 20);
    read(packed, 1L << 20);
  }
}
