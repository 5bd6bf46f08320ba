package io.sluice.node.xdp;

import io.sluice.node.xdp.Assembler.If;
import io.sluice.node.xdp.Assembler.Op;
import io.sluice.node.xdp.Assembler.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Translates a classic BPF program, which sees a UDP payload, into a part of an XDP program: so the
 * fast tier steers by the very program that steers the portable sockets, and a flow has one worker
 * whichever way its packets come.
 *
 * <p>A stands in register 0, X in register 9, scratch memory on the stack. As the kernel has it
 * (filter.rst), a load beyond the end of the frame ends the program with 0; so A and X are 0 at
 * first. The frame may have bytes behind the payload, which the portable sockets would not see:
 * minimum-size padding of at most 18 bytes, too few for a tunnel's header and an IP packet.
 */
final class FromClassic {
  private static final int A = 0;
  private static final int X = 9;
  private static final int STACK = 10;

  /** More than any frame has; sums with it do not overflow. */
  private static final int MAX_OFFSET = 0x3fff;

  private static final int MAX_SLOTS = 16;

  /** Below scratch memory. */
  private static final int BUFFER = -Integer.BYTES * (MAX_SLOTS + 1);

  private static final int XDP_LOAD_BYTES = 189; // bpf-helpers(7), since Linux 5.18

  private final Assembler code;
  private final int payload;
  private final int context;
  private final int frame;
  private final int end;
  private final String prefix;

  private FromClassic(Assembler code, int payload, int context, int frame, int end, String prefix) {
    this.code = code;
    this.payload = payload;
    this.context = context;
    this.frame = frame;
    this.end = end;
    this.prefix = prefix;
  }

  /**
   * Leaves what the program returns in register 0; uses registers 1 to 5 and 9.
   *
   * @param classic an array of {@code struct sock_filter}
   * @param payload where the UDP payload is in the frame
   * @param context register that points to the program's argument
   * @param frame register that points to the frame
   * @param end register that points to its end
   * @param prefix of label names, its own for each translation in a program
   * @throws IllegalArgumentException for an instruction that is not translated
   */
  static void translate(
      byte[] classic, Assembler code, int payload, int context, int frame, int end, String prefix) {
    new FromClassic(code, payload, context, frame, end, prefix).translate(classic);
  }

  private void translate(byte[] classic) {
    ByteBuffer bytes = ByteBuffer.wrap(classic).order(ByteOrder.nativeOrder());
    int count = classic.length / Long.BYTES;
    code.op32(Op.MOV, A, 0).op32(Op.MOV, X, 0);
    for (int i = 0; i < count; i++) {
      int opcode = bytes.getShort() & 0xffff;
      int yes = bytes.get() & 0xff;
      int no = bytes.get() & 0xff;
      int k = bytes.getInt();
      code.label(at(i));
      switch (opcode & 0x07) {
        case 0x00 -> load(opcode, A, k);
        case 0x01 -> load(opcode, X, k);
        case 0x02 -> code.store(Size.WORD, STACK, slot(k), A);
        case 0x03 -> code.store(Size.WORD, STACK, slot(k), X);
        case 0x04 -> alu(opcode, k);
        case 0x05 -> jump(opcode, i, yes, no, k);
        case 0x06 -> result(opcode, k);
        default -> code.opr32(Op.MOV, (opcode & 0x80) == 0 ? X : A, (opcode & 0x80) == 0 ? A : X);
      }
    }
    code.label(prefix + "zero").op32(Op.MOV, A, 0).label(prefix + "done");
  }

  private String at(int instruction) {
    return prefix + instruction;
  }

  private static int slot(int k) {
    if (k < 0 || k >= MAX_SLOTS) {
      throw new IllegalArgumentException("no scratch memory " + k);
    }
    return -Integer.BYTES * (k + 1);
  }

  private void load(int opcode, int to, int k) {
    switch (opcode & 0xe0) {
      case 0x00 -> code.op32(Op.MOV, to, k);
      case 0x60 -> code.load(Size.WORD, to, STACK, slot(k));
      case 0x20 -> packet(opcode, k, false);
      case 0x40 -> packet(opcode, k, true);
      default -> throw unknown(opcode);
    }
  }

  private void packet(int opcode, int k, boolean atX) {
    if ((opcode & 0x07) != 0 || k < 0 || k > MAX_OFFSET) {
      throw unknown(opcode);
    }
    int bits =
        switch (opcode & 0x18) {
          case 0x00 -> 32;
          case 0x08 -> 16;
          case 0x10 -> 8;
          default -> throw unknown(opcode);
        };
    Size size = bits == 32 ? Size.WORD : bits == 16 ? Size.HALF : Size.BYTE;
    if (atX) {
      // A pointer plus what a register has is for those who may read all memory (CAP_PERFMON)
      code.jump(If.GT, X, MAX_OFFSET, prefix + "zero");
      code.opr(Op.MOV, 1, context).opr(Op.MOV, 2, X).op(Op.ADD, 2, payload + k);
      code.opr(Op.MOV, 3, STACK).op(Op.ADD, 3, BUFFER).op(Op.MOV, 4, bits / Byte.SIZE);
      code.call(XDP_LOAD_BYTES).jump(If.NE, 0, 0, prefix + "zero");
      code.load(size, A, STACK, BUFFER);
    } else {
      code.opr(Op.MOV, 3, frame).op(Op.ADD, 3, payload + k + bits / Byte.SIZE);
      code.jumpr(If.GT, 3, end, prefix + "zero").load(size, A, frame, payload + k);
    }
    if (bits > Byte.SIZE) {
      code.network(A, bits);
    }
  }

  private void alu(int opcode, int k) {
    Op op =
        switch (opcode & 0xf0) {
          case 0x00 -> Op.ADD;
          case 0x20 -> Op.MUL;
          case 0x40 -> Op.OR;
          case 0x50 -> Op.AND;
          case 0x60 -> Op.LSH;
          case 0x70 -> Op.RSH;
          case 0x90 -> Op.MOD;
          case 0xa0 -> Op.XOR;
          default -> throw unknown(opcode);
        };
    if ((opcode & 0x08) == 0) {
      code.op32(op, A, k);
    } else if (op == Op.MOD) {
      throw unknown(opcode); // a divisor of zero would end the program
    } else {
      code.opr32(op, A, X);
    }
  }

  private void jump(int opcode, int from, int yes, int no, int k) {
    If condition =
        switch (opcode & 0xf8) {
          case 0x00 -> null;
          case 0x10 -> If.EQ;
          case 0x20 -> If.GT;
          case 0x30 -> If.GE;
          case 0x40 -> If.SET;
          default -> throw unknown(opcode);
        };
    if (condition == null) {
      code.jump(at(from + 1 + k));
      return;
    }
    code.jump(condition, A, k, at(from + 1 + yes));
    if (no != 0) {
      code.jump(at(from + 1 + no));
    }
  }

  private void result(int opcode, int k) {
    if ((opcode & 0x18) == 0) {
      code.op32(Op.MOV, A, k);
    }
    code.jump(prefix + "done");
  }

  private static IllegalArgumentException unknown(int opcode) {
    return new IllegalArgumentException("instruction 0x%x is not translated".formatted(opcode));
  }
}
