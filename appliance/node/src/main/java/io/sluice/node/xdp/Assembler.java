package io.sluice.node.xdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Assembles eBPF (<a href="https://www.rfc-editor.org/rfc/rfc9669">RFC 9669</a>): as much of it as
 * the fast tier needs. Jumps go forward to labels, so that what it makes always ends.
 *
 * <p>Registers are numbers: 0 results, 1 to 5 arguments (lost in a call), 6 to 9 kept, 10 the
 * stack.
 */
final class Assembler {
  // Classes
  private static final int LDX = 0x01;
  private static final int STX = 0x03;
  private static final int ALU = 0x04;
  private static final int JMP = 0x05;
  private static final int JMP32 = 0x06;
  private static final int ALU64 = 0x07;
  private static final int WIDE = 0x18;

  /** The second operand is a register and not an immediate. */
  private static final int X = 0x08;

  private static final int MEM = 0x60;
  private static final int MAP_FD = 1;

  /** How much a load or a store moves. */
  enum Size {
    BYTE(0x10),
    HALF(0x08),
    WORD(0x00),
    DOUBLE(0x18);

    private final int code;

    Size(int code) {
      this.code = code;
    }
  }

  /** Arithmetic. */
  enum Op {
    ADD(0x00),
    MUL(0x20),
    OR(0x40),
    AND(0x50),
    LSH(0x60),
    RSH(0x70),
    MOD(0x90),
    XOR(0xa0),
    MOV(0xb0);

    private final int code;

    Op(int code) {
      this.code = code;
    }
  }

  /** When to jump; comparisons are unsigned. */
  enum If {
    EQ(0x10),
    GT(0x20),
    GE(0x30),
    SET(0x40),
    NE(0x50),
    LT(0xa0),
    LE(0xb0);

    private final int code;

    If(int code) {
      this.code = code;
    }
  }

  private record Instruction(int opcode, int dst, int src, int offset, int immediate) {}

  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<Integer, String> jumps = new HashMap<>();
  private final Map<String, Integer> labels = new HashMap<>();

  private Assembler add(int opcode, int dst, int src, int offset, int immediate) {
    instructions.add(new Instruction(opcode, dst, src, offset, immediate));
    return this;
  }

  /** 64 bits, the immediate sign-extended. */
  Assembler op(Op op, int dst, int immediate) {
    return add(ALU64 | op.code, dst, 0, 0, immediate);
  }

  /** 64 bits. */
  Assembler opr(Op op, int dst, int src) {
    return add(ALU64 | X | op.code, dst, src, 0, 0);
  }

  /** 32 bits; the upper half becomes zero. */
  Assembler op32(Op op, int dst, int immediate) {
    return add(ALU | op.code, dst, 0, 0, immediate);
  }

  /** 32 bits; the upper half becomes zero. */
  Assembler opr32(Op op, int dst, int src) {
    return add(ALU | X | op.code, dst, src, 0, 0);
  }

  /** From or to network byte order, 16, 32 or 64 bits; what is above becomes zero. */
  Assembler network(int dst, int bits) {
    return add(ALU | X | 0xd0, dst, 0, 0, bits);
  }

  /** {@code dst = *(src + offset)}, what is above becomes zero. */
  Assembler load(Size size, int dst, int src, int offset) {
    return add(LDX | MEM | size.code, dst, src, offset, 0);
  }

  /** {@code *(dst + offset) = src}. */
  Assembler store(Size size, int dst, int offset, int src) {
    return add(STX | MEM | size.code, dst, src, offset, 0);
  }

  /** A map as a helper's argument. Takes the room of two instructions. */
  Assembler map(int dst, int fd) {
    add(WIDE, dst, MAP_FD, 0, fd);
    return add(0, 0, 0, 0, 0);
  }

  /** Compares the lower 32 bits. */
  Assembler jump(If condition, int dst, int immediate, String label) {
    jumps.put(instructions.size(), label);
    return add(JMP32 | condition.code, dst, 0, 0, immediate);
  }

  /** Compares all 64 bits of two registers. */
  Assembler jumpr(If condition, int dst, int src, String label) {
    jumps.put(instructions.size(), label);
    return add(JMP | X | condition.code, dst, src, 0, 0);
  }

  Assembler jump(String label) {
    jumps.put(instructions.size(), label);
    return add(JMP, 0, 0, 0, 0);
  }

  /** Where jumps to this name go. */
  Assembler label(String name) {
    if (labels.put(name, instructions.size()) != null) {
      throw new IllegalStateException("label " + name + " stands twice");
    }
    return this;
  }

  /** A kernel function of bpf-helpers(7). */
  Assembler call(int helper) {
    return add(JMP | 0x80, 0, 0, 0, helper);
  }

  Assembler exit() {
    return add(JMP | 0x90, 0, 0, 0, 0);
  }

  /** Eight bytes an instruction, in this machine's byte order. */
  byte[] bytes() {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    ByteBuffer code = ByteBuffer.allocate(8 * instructions.size()).order(ByteOrder.nativeOrder());
    for (int i = 0; i < instructions.size(); i++) {
      Instruction at = instructions.get(i);
      int registers = little ? at.dst | at.src << 4 : at.dst << 4 | at.src;
      code.put((byte) at.opcode)
          .put((byte) registers)
          .putShort((short) (jumps.containsKey(i) ? distance(i) : at.offset))
          .putInt(at.immediate);
    }
    return code.array();
  }

  private int distance(int from) {
    String label = jumps.get(from);
    Integer to = labels.get(label);
    if (to == null || to <= from) {
      throw new IllegalStateException("no label " + label + " after instruction " + from);
    }
    return to - from - 1;
  }
}
