package io.sluice.packet.filter;

/**
 * Instructions of the BSD packet filter (bpf(4)), in its own numbers so that a program can be held
 * against libpcap's, and one of ours: {@link #ASK}.
 */
final class Op {
  /** Takes no part any more. */
  static final int NOP = -1;

  static final int LD = 0x00;
  static final int LDX = 0x01;
  static final int ST = 0x02;
  static final int STX = 0x03;
  static final int ALU = 0x04;
  static final int JMP = 0x05;
  static final int RET = 0x06;
  static final int MISC = 0x07;

  static final int W = 0x00;
  static final int H = 0x08;
  static final int B = 0x10;

  static final int IMM = 0x00;
  static final int ABS = 0x20;
  static final int IND = 0x40;
  static final int MEM = 0x60;
  static final int LEN = 0x80;
  static final int MSH = 0xa0;

  /** A := 1 where question K of {@link Questions} is answered with yes, or else 0. */
  static final int ASK = 0xc0;

  static final int ADD = 0x00;
  static final int SUB = 0x10;
  static final int MUL = 0x20;
  static final int DIV = 0x30;
  static final int OR = 0x40;
  static final int AND = 0x50;
  static final int LSH = 0x60;
  static final int RSH = 0x70;
  static final int NEG = 0x80;
  static final int MOD = 0x90;
  static final int XOR = 0xa0;

  static final int JA = 0x00;
  static final int JEQ = 0x10;
  static final int JGT = 0x20;
  static final int JGE = 0x30;
  static final int JSET = 0x40;

  static final int K = 0x00;
  static final int X = 0x08;

  static final int TAX = 0x00;
  static final int TXA = 0x80;

  /** Words of scratch memory. */
  static final int REGISTERS = 16;

  private Op() {}

  static int kind(int code) {
    return code & 0x07;
  }

  static int size(int code) {
    return code & 0x18;
  }

  /** In bytes. */
  static int width(int code) {
    return switch (size(code)) {
      case W -> 4;
      case H -> 2;
      default -> 1;
    };
  }

  static int mode(int code) {
    return code & 0xe0;
  }

  static int operation(int code) {
    return code & 0xf0;
  }

  static boolean byX(int code) {
    return (code & X) != 0;
  }
}
