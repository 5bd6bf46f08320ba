package io.sluice.sandbox.aws.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The checksums that S3 keeps of an object.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html">
 *     Checking object integrity</a>
 */
enum Checksum {
  CRC32,
  CRC32C,
  CRC64NVME,
  SHA1,
  SHA256;

  /** The header and trailer of it: {@code x-amz-checksum-crc32}. */
  String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** The XML element of it: {@code ChecksumCRC32}. */
  String element() {
    return "Checksum" + name();
  }

  /** Whether the whole object's can be told however it was uploaded. */
  boolean isCrc() {
    return this != SHA1 && this != SHA256;
  }

  Sum begin() {
    return switch (this) {
      case CRC32 -> Sum.of(new CRC32(), 4);
      case CRC32C -> Sum.of(new CRC32C(), 4);
      case CRC64NVME -> Sum.of(new Crc64Nvme(), 8);
      case SHA1 -> Sum.of("SHA-1");
      case SHA256 -> Sum.of("SHA-256");
    };
  }

  static Optional<Checksum> of(String name) {
    return Arrays.stream(values()).filter(each -> each.name().equalsIgnoreCase(name)).findFirst();
  }

  /** One being computed. */
  interface Sum {
    void update(byte[] bytes, int offset, int length);

    byte[] value();

    private static Sum of(java.util.zip.Checksum crc, int size) {
      return new Sum() {
        @Override
        public void update(byte[] bytes, int offset, int length) {
          crc.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
          ByteBuffer all = ByteBuffer.allocate(8).putLong(crc.getValue());
          return Arrays.copyOfRange(all.array(), 8 - size, 8);
        }
      };
    }

    static Sum of(String algorithm) {
      MessageDigest digest;
      try {
        digest = MessageDigest.getInstance(algorithm);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + algorithm, e);
      }
      return new Sum() {
        @Override
        public void update(byte[] bytes, int offset, int length) {
          digest.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
          return digest.digest();
        }
      };
    }
  }
}
