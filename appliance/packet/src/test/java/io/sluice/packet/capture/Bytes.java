package io.sluice.packet.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes capture files for tests, field by field, in either byte order. */
final class Bytes {
  static final int MICRO = 0xa1b2c3d4;
  static final int NANO = 0xa1b23c4d;
  static final int MODIFIED = 0xa1b2cd34;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private ByteOrder order;

  Bytes(ByteOrder order) {
    this.order = order;
  }

  static Bytes little() {
    return new Bytes(ByteOrder.LITTLE_ENDIAN);
  }

  Bytes order(ByteOrder next) {
    order = next;
    return this;
  }

  Bytes i8(int value) {
    out.write(value);
    return this;
  }

  Bytes i16(int value) {
    return raw(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
  }

  Bytes i32(long value) {
    return raw(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
  }

  Bytes i64(long value) {
    return raw(ByteBuffer.allocate(8).order(order).putLong(value).array());
  }

  Bytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] done() {
    return out.toByteArray();
  }

  /** A packet of so many bytes that tell its length. */
  static byte[] packet(int length) {
    byte[] packet = new byte[length];
    for (int i = 0; i < length; i++) {
      packet[i] = (byte) (length + i);
    }
    return packet;
  }

  Bytes pcap(int magic, int linkType) {
    return pcap(magic, 2, 4, linkType);
  }

  Bytes pcap(int magic, int major, int minor, int linkType) {
    return i32(magic).i16(major).i16(minor).i32(0).i32(0).i32(65_535).i32(linkType);
  }

  Bytes record(long seconds, int fraction, int captured, long wire) {
    return i32(seconds).i32(fraction).i32(captured).i32(wire).raw(packet(captured));
  }

  Bytes section() {
    return i32(0x0a0d0d0a).i32(28).i32(0x1a2b3c4d).i16(1).i16(0).i64(-1).i32(28);
  }

  Bytes block(int type, byte[] body) {
    int padded = (body.length + 3) & ~3;
    i32(type).i32(12 + padded).raw(body).raw(new byte[padded - body.length]);
    return i32(12 + padded);
  }

  Bytes face(int linkType) {
    return block(1, new Bytes(order).i16(linkType).i16(0).i32(0).done());
  }

  /** An interface with if_tsresol and if_tsoffset (in seconds). */
  Bytes face(int linkType, int resolution, long offset) {
    Bytes body = new Bytes(order).i16(linkType).i16(0).i32(0);
    body.i16(9).i16(1).i8(resolution).raw(new byte[3]);
    return block(1, body.i16(14).i16(8).i64(offset).i32(0).done());
  }

  Bytes enhanced(int face, long time, int captured, int wire) {
    Bytes body = new Bytes(order).i32(face).i32(time >>> 32).i32(time).i32(captured).i32(wire);
    return block(6, body.raw(packet(captured)).done());
  }
}
