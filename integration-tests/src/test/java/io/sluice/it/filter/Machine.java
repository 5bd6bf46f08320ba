package io.sluice.it.filter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a program of libpcap's a step at a time, only to see whether it reads scratch memory that it
 * has not written (libpcap's answer is then what lay on its stack) or never ends.
 */
final class Machine {
  private static final int JUMP = 5;
  private static final int MAX_STEPS = 100_000;

  private final List<int[]> program;
  private final boolean[] written = new boolean[16];
  private final int[] memory = new int[16];
  private int a;
  private int x;

  /** How a run ended. */
  enum End {
    ANSWERED,
    READ_UNWRITTEN,
    NEVER
  }

  /**
   * @param listing as tcpdump -ddd prints it
   */
  Machine(String listing) {
    program =
        listing
            .lines()
            .skip(1)
            .map(
                line -> {
                  String[] f = line.split(" ", -1);
                  return new int[] {
                    Integer.parseInt(f[0]),
                    Integer.parseInt(f[1]),
                    Integer.parseInt(f[2]),
                    Integer.parseUnsignedInt(f[3])
                  };
                })
            .toList();
  }

  /** Where libpcap jumps over more than 255 instructions it needs one more, which we do not. */
  static String withoutLongJumps(String listing) {
    List<int[]> steps = new Machine(listing).program;
    int[] places = new int[steps.size()];
    int kept = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = kept;
      kept += isLong(steps.get(i)) ? 0 : 1;
    }
    StringBuilder text = new StringBuilder(kept + "\n");
    for (int i = 0; i < places.length; i++) {
      int[] step = steps.get(i);
      if (isLong(step)) {
        continue;
      }
      boolean jumps = (step[0] & 7) == JUMP;
      boolean back = step[0] == JUMP;
      int yes = jumps && !back ? places[end(steps, i + 1 + step[1])] - places[i] - 1 : 0;
      int no = jumps && !back ? places[end(steps, i + 1 + step[2])] - places[i] - 1 : 0;
      int number = back ? places[i + 1 + step[3]] - places[i] - 1 : step[3];
      text.append(step[0]).append(' ').append(yes).append(' ').append(no).append(' ');
      text.append(Integer.toUnsignedString(number)).append('\n');
    }
    return text.toString();
  }

  /** A jump backwards is part of a protochain. */
  private static boolean isLong(int[] step) {
    return step[0] == JUMP && step[3] >= 0;
  }

  private static int end(List<int[]> steps, int at) {
    int[] step = steps.get(at);
    return isLong(step) ? end(steps, at + 1 + step[3]) : at;
  }

  End run(MemorySegment packet, int captured, int wire) {
    Arrays.fill(written, false);
    a = 0;
    x = 0;
    int pc = 0;
    for (int steps = 0; steps < MAX_STEPS; steps++) {
      int[] step = program.get(pc++);
      int code = step[0];
      int k = step[3];
      switch (code & 7) {
        case 0, 1 -> {
          int mode = code & 0xe0;
          if (mode == 0x60 && !written[k]) {
            return End.READ_UNWRITTEN;
          }
          int value =
              switch (mode) {
                case 0x00 -> k;
                case 0x60 -> memory[k];
                case 0x80 -> wire;
                default -> 0;
              };
          if (mode == 0x20 || mode == 0x40 || mode == 0xa0) {
            int width = (code & 0x18) == 0 ? 4 : (code & 0x18) == 8 ? 2 : 1;
            long at = Integer.toUnsignedLong(k) + (mode == 0x40 ? Integer.toUnsignedLong(x) : 0);
            if (at + width > captured) {
              return End.ANSWERED;
            }
            for (int i = 0; i < width; i++) {
              value = (value << 8) | (packet.get(ValueLayout.JAVA_BYTE, at + i) & 0xff);
            }
            value = mode == 0xa0 ? (value & 0xf) << 2 : value;
          }
          if ((code & 7) == 0) {
            a = value;
          } else {
            x = value;
          }
        }
        case 2, 3 -> {
          memory[k] = (code & 7) == 2 ? a : x;
          written[k] = true;
        }
        case 4 -> {
          int by = (code & 8) != 0 ? x : k;
          if (by == 0 && ((code & 0xf0) == 0x30 || (code & 0xf0) == 0x90)) {
            return End.ANSWERED;
          }
          a = compute(code & 0xf0, a, by);
        }
        case 5 -> {
          int by = (code & 8) != 0 ? x : k;
          pc +=
              switch (code & 0xf0) {
                case 0x00 -> k;
                case 0x10 -> a == by ? step[1] : step[2];
                case 0x20 -> Integer.compareUnsigned(a, by) > 0 ? step[1] : step[2];
                case 0x30 -> Integer.compareUnsigned(a, by) >= 0 ? step[1] : step[2];
                default -> (a & by) != 0 ? step[1] : step[2];
              };
        }
        case 7 -> {
          if ((code & 0x80) == 0) {
            x = a;
          } else {
            a = x;
          }
        }
        default -> {
          return End.ANSWERED;
        }
      }
    }
    return End.NEVER;
  }

  private static int compute(int operation, int left, int right) {
    boolean shifts = Integer.compareUnsigned(right, 32) < 0;
    return switch (operation) {
      case 0x00 -> left + right;
      case 0x10 -> left - right;
      case 0x20 -> left * right;
      case 0x30 -> Integer.divideUnsigned(left, right);
      case 0x40 -> left | right;
      case 0x50 -> left & right;
      case 0x60 -> shifts ? left << right : 0;
      case 0x70 -> shifts ? left >>> right : 0;
      case 0x80 -> -left;
      case 0x90 -> Integer.remainderUnsigned(left, right);
      default -> left ^ right;
    };
  }
}
