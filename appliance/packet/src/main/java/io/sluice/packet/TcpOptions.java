package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * The options of one TCP header (<a href="https://www.rfc-editor.org/rfc/rfc9293#section-3.2">RFC
 * 9293 section 3.2</a>): maximum segment size, window scale and timestamps (RFC 7323), selective
 * acknowledgment (RFC 2018), multipath (RFC 8684). A cursor to be used again for each segment by
 * one thread.
 *
 * <p>An option whose length contradicts itself or the header ends the reading; what stood before it
 * stands. An option with another length than its kind has is passed over. Of two of a kind the
 * later one counts.
 */
public final class TcpOptions {
  private static final int END = 0;
  private static final int NO_OPERATION = 1;
  private static final int MAXIMUM_SEGMENT_SIZE = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int TIMESTAMPS = 8;
  private static final int MULTIPATH = 30;

  private static final int SACK_BLOCK_LENGTH = 8;

  private MemorySegment memory = MemorySegment.NULL;
  private int maximumSegmentSize;
  private int windowScale;
  private boolean sackPermitted;
  private long sackBlocks;
  private int sackCount;
  private boolean timestamps;
  private int timestampValue;
  private int timestampEcho;
  private long multipath;
  private int multipathLength;
  private boolean sound;

  /**
   * Reads the options of the header at {@code at}, of which at least {@link Tcp#CORE_LENGTH} bytes
   * must be there; reads nothing at or beyond {@code end}.
   */
  public void read(MemorySegment memory, long at, long end) {
    this.memory = memory;
    maximumSegmentSize = -1;
    windowScale = -1;
    sackPermitted = false;
    sackCount = 0;
    timestamps = false;
    timestampValue = 0;
    timestampEcho = 0;
    multipathLength = 0;
    sound = true;
    long last = Math.min(end, at + Tcp.headerLength(memory, at));
    long option = at + Tcp.MIN_HEADER_LENGTH;
    while (option < last) {
      int kind = Memory.u8(memory, option);
      if (kind == END) {
        return;
      }
      if (kind == NO_OPERATION) {
        option++;
        continue;
      }
      int length = option + 1 < last ? Memory.u8(memory, option + 1) : 0;
      if (length < 2 || option + length > last) {
        sound = false;
        return;
      }
      option(kind, option, length);
      option += length;
    }
  }

  private void option(int kind, long at, int length) {
    switch (kind) {
      case MAXIMUM_SEGMENT_SIZE -> {
        if (length == 4) {
          maximumSegmentSize = Memory.u16(memory, at + 2);
        }
      }
      case WINDOW_SCALE -> {
        if (length == 3) {
          windowScale = Memory.u8(memory, at + 2);
        }
      }
      case SACK_PERMITTED -> sackPermitted |= length == 2;
      case SACK -> {
        if (length > 2 && (length - 2) % SACK_BLOCK_LENGTH == 0) {
          sackBlocks = at + 2;
          sackCount = (length - 2) / SACK_BLOCK_LENGTH;
        }
      }
      case TIMESTAMPS -> {
        if (length == 10) {
          timestamps = true;
          timestampValue = Memory.i32(memory, at + 2);
          timestampEcho = Memory.i32(memory, at + 6);
        }
      }
      case MULTIPATH -> {
        multipath = at;
        multipathLength = length;
      }
      default -> {
        // Options of other kinds say nothing that is asked for
      }
    }
  }

  /** In bytes, or -1 when there is none. */
  public int maximumSegmentSize() {
    return maximumSegmentSize;
  }

  /** The shift as it stands, 0 to 255, or -1 when there is none; above 14 is to be used as 14. */
  public int windowScale() {
    return windowScale;
  }

  public boolean sackPermitted() {
    return sackPermitted;
  }

  /** How many blocks {@link #sackLeft} and {@link #sackRight} have. */
  public int sackCount() {
    return sackCount;
  }

  /** The first sequence number of block {@code i}. */
  public int sackLeft(int i) {
    return Memory.i32(memory, sackBlocks + (long) i * SACK_BLOCK_LENGTH);
  }

  /** The sequence number after the last of block {@code i}. */
  public int sackRight(int i) {
    return Memory.i32(memory, sackBlocks + (long) i * SACK_BLOCK_LENGTH + 4);
  }

  public boolean hasTimestamps() {
    return timestamps;
  }

  /** TSval, or 0 without timestamps. */
  public int timestampValue() {
    return timestampValue;
  }

  /** TSecr, or 0 without timestamps. */
  public int timestampEcho() {
    return timestampEcho;
  }

  /** Where the last multipath option stands, kind and length included; see its length. */
  public long multipath() {
    return multipath;
  }

  /** Length of the last multipath option in bytes, or 0 when there is none. */
  public int multipathLength() {
    return multipathLength;
  }

  /** Whether every option's length agreed with the header. */
  public boolean isSound() {
    return sound;
  }
}
