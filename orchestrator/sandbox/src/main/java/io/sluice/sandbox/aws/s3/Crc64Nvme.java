package io.sluice.sandbox.aws.s3;

import java.util.zip.Checksum;

/**
 * CRC-64/NVME, which S3 computes of whatever comes without a checksum: polynomial
 * 0xad93d23594c93659 reflected, initial value and final xor all ones.
 *
 * @see <a href="https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-nvme">the
 *     catalogue of CRC algorithms</a>
 */
final class Crc64Nvme implements Checksum {
  private static final long REFLECTED = 0x9a6c9329ac4bc9b5L;
  private static final long[][] TABLES = tables();

  private long crc = -1;

  /** Table k advances a byte over k more bytes: eight bytes are taken in one step. */
  private static long[][] tables() {
    long[][] tables = new long[8][256];
    for (int i = 0; i < 256; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ REFLECTED;
      }
      tables[0][i] = crc;
    }
    for (int k = 1; k < 8; k++) {
      for (int i = 0; i < 256; i++) {
        long before = tables[k - 1][i];
        tables[k][i] = (before >>> 8) ^ tables[0][(int) (before & 0xff)];
      }
    }
    return tables;
  }

  @Override
  public void update(int b) {
    crc = (crc >>> 8) ^ TABLES[0][(int) ((crc ^ b) & 0xff)];
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    long value = crc;
    int at = offset;
    int end = offset + length;
    for (; at + 8 <= end; at += 8) {
      long next = 0;
      for (int k = 0; k < 8; k++) {
        long index = ((value >>> (8 * k)) ^ bytes[at + k]) & 0xff;
        next ^= TABLES[7 - k][(int) index];
      }
      value = next;
    }
    for (; at < end; at++) {
      value = (value >>> 8) ^ TABLES[0][(int) ((value ^ bytes[at]) & 0xff)];
    }
    crc = value;
  }

  @Override
  public long getValue() {
    return ~crc;
  }

  @Override
  public void reset() {
    crc = -1;
  }
}
