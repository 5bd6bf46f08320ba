package io.sluice.node.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs classic BPF as the kernel's documentation (filter.rst) says, for tests. */
public final class BpfMachine {
  private final ByteBuffer code;
  private final int[] memory = new int[16];
  private int a;
  private int x;

  public BpfMachine(byte[] program) {
    code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
  }

  /** What the program returns for a packet; 0 where it reads beyond its end. */
  public int run(byte[] packet) {
    a = 0;
    x = 0;
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    try {
      for (int at = 0; ; at++) {
        int op = code.getShort(at * 8) & 0xffff;
        int yes = code.get(at * 8 + 2) & 0xff;
        int no = code.get(at * 8 + 3) & 0xff;
        int k = code.getInt(at * 8 + 4);
        switch (op & 7) {
          case 0 -> a = load(bytes, op, k);
          case 1 -> x = (op & 0xe0) == 0x60 ? memory[k] : k;
          case 2 -> memory[k] = a;
          case 3 -> memory[k] = x;
          case 4 -> a = alu(op & 0xf0, (op & 8) == 0 ? k : x);
          case 5 ->
              at +=
                  switch (op & 0xf0) {
                    case 0x00 -> k;
                    case 0x10 -> a == k ? yes : no;
                    case 0x40 -> (a & k) != 0 ? yes : no;
                    default -> throw new IllegalStateException("jump " + op);
                  };
          case 6 -> {
            return (op & 0x18) == 0x10 ? a : k;
          }
          default -> {
            if ((op & 0xf8) == 0x80) {
              a = x;
            } else {
              x = a;
            }
          }
        }
      }
    } catch (IndexOutOfBoundsException beyond) {
      return 0;
    }
  }

  private int load(ByteBuffer bytes, int op, int k) {
    int at =
        switch (op & 0xe0) {
          case 0x20 -> k;
          case 0x40 -> x + k;
          case 0x60 -> -1;
          default -> -2;
        };
    if (at < 0) {
      return at == -1 ? memory[k] : k;
    }
    return switch (op & 0x18) {
      case 0x00 -> bytes.getInt(at);
      case 0x08 -> bytes.getShort(at) & 0xffff;
      default -> bytes.get(at) & 0xff;
    };
  }

  private int alu(int op, int value) {
    return switch (op) {
      case 0x00 -> a + value;
      case 0x20 -> a * value;
      case 0x50 -> a & value;
      case 0x60 -> a << value;
      case 0x70 -> a >>> value;
      case 0x90 -> Integer.remainderUnsigned(a, value);
      case 0xa0 -> a ^ value;
      default -> throw new IllegalStateException("operation " + op);
    };
  }
}
