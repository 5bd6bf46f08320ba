package io.sluice.node.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small assembler of classic BPF (<a
 * href="https://www.kernel.org/doc/html/latest/networking/filter.html">filter.rst</a>): registers A
 * and X, sixteen words of scratch memory, forward jumps only. A load beyond the packet ends the
 * program with 0.
 */
public final class ClassicBpf {
  /** Sizes of a load from the packet. */
  public static final int WORD = 0x00;

  public static final int HALF = 0x08;
  public static final int BYTE = 0x10;

  /** Operations on A. */
  public static final int ADD = 0x00;

  public static final int MUL = 0x20;
  public static final int AND = 0x50;
  public static final int LSH = 0x60;
  public static final int RSH = 0x70;
  public static final int MOD = 0x90;
  public static final int XOR = 0xa0;

  static final int LOAD = 0x00;
  static final int LOAD_X = 0x01;
  static final int STORE = 0x02;
  static final int STORE_X = 0x03;
  static final int ALU = 0x04;
  static final int JUMP = 0x05;
  static final int RETURN = 0x06;
  static final int MISC = 0x07;
  static final int ABSOLUTE = 0x20;
  static final int INDIRECT = 0x40;
  static final int MEMORY = 0x60;
  static final int BY_X = 0x08;
  static final int EQUAL = 0x10;
  static final int ANY_BIT = 0x40;
  static final int RETURN_A = 0x10;
  static final int TO_A = 0x80;
  private static final int MAX_NEAR = 255;
  private static final int MAX_INSTRUCTIONS = 4096;

  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();

  private record Instruction(int code, String yes, String no, int k) {}

  private ClassicBpf add(int code, int k) {
    instructions.add(new Instruction(code, "", "", k));
    return this;
  }

  /** A = a number of this size at an offset of the packet. */
  public ClassicBpf load(int size, int offset) {
    return add(LOAD | size | ABSOLUTE, offset);
  }

  /** A = a number of this size at X and an offset. */
  public ClassicBpf loadAtX(int size, int offset) {
    return add(LOAD | size | INDIRECT, offset);
  }

  /** A = a number. */
  public ClassicBpf number(int value) {
    return add(LOAD, value);
  }

  /** X = a number. */
  public ClassicBpf numberX(int value) {
    return add(LOAD_X, value);
  }

  /** A = a word of scratch memory. */
  public ClassicBpf recall(int slot) {
    return add(LOAD | MEMORY, slot);
  }

  /** X = a word of scratch memory. */
  public ClassicBpf recallX(int slot) {
    return add(LOAD_X | MEMORY, slot);
  }

  /** Keeps A in scratch memory. */
  public ClassicBpf keep(int slot) {
    return add(STORE, slot);
  }

  /** Keeps X in scratch memory. */
  public ClassicBpf keepX(int slot) {
    return add(STORE_X, slot);
  }

  /** A = A, an operation, and a number. */
  public ClassicBpf alu(int operation, int value) {
    return add(ALU | operation, value);
  }

  /** A = A, an operation, and X. */
  public ClassicBpf aluX(int operation) {
    return add(ALU | operation | BY_X, 0);
  }

  /** X = A. */
  public ClassicBpf toX() {
    return add(MISC, 0);
  }

  /** X = X + a number; A is lost. */
  public ClassicBpf advanceX(int bytes) {
    return add(MISC | TO_A, 0).alu(ADD, bytes).toX();
  }

  /** Goes to a label further down if A is this number. */
  public ClassicBpf ifEqual(int value, String label) {
    instructions.add(new Instruction(JUMP | EQUAL, label, "", value));
    return this;
  }

  /** Goes to a label further down unless A is this number. */
  public ClassicBpf unlessEqual(int value, String label) {
    instructions.add(new Instruction(JUMP | EQUAL, "", label, value));
    return this;
  }

  /** Goes to a label further down if A has any of these bits. */
  public ClassicBpf ifAny(int bits, String label) {
    instructions.add(new Instruction(JUMP | ANY_BIT, label, "", bits));
    return this;
  }

  public ClassicBpf go(String label) {
    instructions.add(new Instruction(JUMP, label, "", 0));
    return this;
  }

  /** Names the place of the next instruction. */
  public ClassicBpf label(String name) {
    if (labels.put(name, instructions.size()) != null) {
      throw new IllegalStateException("Two labels " + name);
    }
    return this;
  }

  /** Ends with A. */
  public ClassicBpf returnA() {
    return add(RETURN | RETURN_A, 0);
  }

  /** Ends with a number. */
  public ClassicBpf returns(int value) {
    return add(RETURN, value);
  }

  /**
   * The program as an array of {@code struct sock_filter}.
   *
   * @throws IllegalStateException when a jump is to no label, backward or too far
   */
  public byte[] assemble() {
    if (instructions.size() > MAX_INSTRUCTIONS) {
      throw new IllegalStateException("Too many instructions: " + instructions.size());
    }
    ByteBuffer code =
        ByteBuffer.allocate(instructions.size() * Long.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      boolean always = instruction.code == JUMP;
      int yes = distance(i, instruction.yes);
      int no = distance(i, instruction.no);
      if (!always && Math.max(yes, no) > MAX_NEAR) {
        throw new IllegalStateException("Too far to " + instruction.yes + instruction.no);
      }
      code.putShort((short) instruction.code);
      code.put((byte) (always ? 0 : yes)).put((byte) no).putInt(always ? yes : instruction.k);
    }
    return code.array();
  }

  private int distance(int from, String label) {
    if (label.isEmpty()) {
      return 0;
    }
    int to = labels.getOrDefault(label, -1);
    if (to <= from) {
      throw new IllegalStateException("No way forward to " + label);
    }
    return to - from - 1;
  }
}
