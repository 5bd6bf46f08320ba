package io.sluice.packet.filter;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Runs a program instruction by instruction: what is too long for the JVM's compiler, and the judge
 * of what is compiled.
 */
record Interpreter(Program program) implements Decision {
  /**
   * How often a packet can make a program go back. A crafted chain of headers would have it run
   * without an end; no sound packet has so many.
   */
  static final int MAX_TURNS = 1024;

  @Override
  public boolean matches(
      MemorySegment memory, long at, int captured, int wire, int vni, Questions questions) {
    int[] scratch = questions.scratch;
    int a = 0;
    int x = 0;
    int turns = 0;
    int pc = 0;
    while (true) {
      int code = program.code(pc);
      int k = program.k(pc);
      switch (Op.kind(code)) {
        case Op.LD -> {
          int mode = Op.mode(code);
          if (mode == Op.ABS || mode == Op.IND) {
            int width = Op.width(code);
            long offset = within(mode == Op.IND ? x : 0, k, width, captured);
            if (offset < 0) {
              return false;
            }
            a =
                width == 4
                    ? Memory.i32(memory, at + offset)
                    : width == 2 ? Memory.u16(memory, at + offset) : Memory.u8(memory, at + offset);
          } else {
            a =
                switch (mode) {
                  case Op.IMM -> k;
                  case Op.MEM -> scratch[k];
                  case Op.LEN -> wire;
                  default -> questions.ask(k, memory, at, captured, wire, vni) ? 1 : 0;
                };
          }
          pc++;
        }
        case Op.LDX -> {
          if (Op.mode(code) == Op.MSH) {
            long offset = within(0, k, 1, captured);
            if (offset < 0) {
              return false;
            }
            x = (Memory.u8(memory, at + offset) & 0xf) << 2;
          } else {
            x = Op.mode(code) == Op.MEM ? scratch[k] : k;
          }
          pc++;
        }
        case Op.ST -> {
          scratch[k] = a;
          pc++;
        }
        case Op.STX -> {
          scratch[k] = x;
          pc++;
        }
        case Op.ALU -> {
          int operation = Op.operation(code);
          int operand = Op.byX(code) ? x : k;
          if (operation == Op.NEG) {
            a = -a;
          } else if (operand == 0 && (operation == Op.DIV || operation == Op.MOD)) {
            return false;
          } else {
            a = compute(operation, a, operand);
          }
          pc++;
        }
        case Op.MISC -> {
          if (code == (Op.MISC | Op.TAX)) {
            x = a;
          } else {
            a = x;
          }
          pc++;
        }
        case Op.JMP -> {
          boolean yes = Op.operation(code) == Op.JA || compare(code, a, Op.byX(code) ? x : k);
          int next = yes ? program.yes(pc) : program.no(pc);
          if (next <= pc && ++turns > MAX_TURNS) {
            return false;
          }
          pc = next;
        }
        default -> {
          return k != 0;
        }
      }
    }
  }

  /** An operation of {@link Op#ALU}, unsigned; {@code b} is not 0 where it divides. */
  static int compute(int operation, int a, int b) {
    return switch (operation) {
      case Op.ADD -> a + b;
      case Op.SUB -> a - b;
      case Op.MUL -> a * b;
      case Op.DIV -> Integer.divideUnsigned(a, b);
      case Op.MOD -> Integer.remainderUnsigned(a, b);
      case Op.AND -> a & b;
      case Op.OR -> a | b;
      case Op.XOR -> a ^ b;
      case Op.LSH -> shiftLeft(a, b);
      case Op.RSH -> shiftRight(a, b);
      default -> throw new AssertionError(operation);
    };
  }

  static int shiftLeft(int a, int by) {
    return Integer.compareUnsigned(by, 32) < 0 ? a << by : 0;
  }

  static int shiftRight(int a, int by) {
    return Integer.compareUnsigned(by, 32) < 0 ? a >>> by : 0;
  }

  /** A conditional jump's comparison, unsigned. */
  static boolean compare(int code, int a, int b) {
    return switch (Op.operation(code)) {
      case Op.JEQ -> a == b;
      case Op.JGT -> Integer.compareUnsigned(a, b) > 0;
      case Op.JGE -> Integer.compareUnsigned(a, b) >= 0;
      case Op.JSET -> (a & b) != 0;
      default -> throw new AssertionError(code);
    };
  }

  /** Where {@code width} bytes at this offset start, or -1 where they were not all captured. */
  static long within(int x, int k, int width, int captured) {
    long offset = Integer.toUnsignedLong(x) + Integer.toUnsignedLong(k);
    return offset + width <= captured ? offset : -1;
  }
}
