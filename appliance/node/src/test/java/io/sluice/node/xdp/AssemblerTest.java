package io.sluice.node.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.xdp.Assembler.If;
import io.sluice.node.xdp.Assembler.Op;
import io.sluice.node.xdp.Assembler.Size;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the bytes that llvm-mc -triple bpfel -mcpu=v3 makes of the same instructions. */
class AssemblerTest {
  @BeforeAll
  static void littleEndian() {
    Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
  }

  static Arguments line(String text, String bytes, UnaryOperator<Assembler> instruction) {
    return Arguments.of(text, bytes, instruction);
  }

  static Arguments[] theBytesAreThoseOfLlvm() {
    return new Arguments[] {
      line("r6 = r1", "bf16000000000000", code -> code.opr(Op.MOV, 6, 1)),
      line("r7 = *(u32 *)(r6 + 0)", "6167000000000000", code -> code.load(Size.WORD, 7, 6, 0)),
      line("r2 = *(u16 *)(r7 + 12)", "69720c0000000000", code -> code.load(Size.HALF, 2, 7, 12)),
      line("r2 = *(u8 *)(r7 + 23)", "7172170000000000", code -> code.load(Size.BYTE, 2, 7, 23)),
      line("r3 = *(u64 *)(r7 + 8)", "7973080000000000", code -> code.load(Size.DOUBLE, 3, 7, 8)),
      line("*(u32 *)(r10 - 4) = r0", "630afcff00000000", code -> code.store(Size.WORD, 10, -4, 0)),
      line("r2 += 42", "070200002a000000", code -> code.op(Op.ADD, 2, 42)),
      line("r2 += r3", "0f32000000000000", code -> code.opr(Op.ADD, 2, 3)),
      line("w2 *= -1640531535", "24020000b179379e", code -> code.op32(Op.MUL, 2, 0x9e37_79b1)),
      line("w2 >>= 16", "7402000010000000", code -> code.op32(Op.RSH, 2, 16)),
      line("w2 ^= w9", "ac92000000000000", code -> code.opr32(Op.XOR, 2, 9)),
      line("w2 &= 63", "540200003f000000", code -> code.op32(Op.AND, 2, 63)),
      line("w2 |= 1", "4402000001000000", code -> code.op32(Op.OR, 2, 1)),
      line("w2 <<= 2", "6402000002000000", code -> code.op32(Op.LSH, 2, 2)),
      line("w9 = 0", "b409000000000000", code -> code.op32(Op.MOV, 9, 0)),
      line("r2 = be16 r2", "dc02000010000000", code -> code.network(2, 16)),
      line("r2 = be32 r2", "dc02000020000000", code -> code.network(2, 32)),
      line("if r2 > r8 goto +2", "2d82020000000000", code -> code.jumpr(If.GT, 2, 8, "two")),
      line("if r2 <= r8 goto +2", "bd82020000000000", code -> code.jumpr(If.LE, 2, 8, "two")),
      line("if w2 == 17 goto +2", "1602020011000000", code -> code.jump(If.EQ, 2, 17, "two")),
      line("if w2 != 17 goto +2", "5602020011000000", code -> code.jump(If.NE, 2, 17, "two")),
      line("if w2 >= 5 goto +2", "3602020005000000", code -> code.jump(If.GE, 2, 5, "two")),
      line("if w2 < 5 goto +2", "a602020005000000", code -> code.jump(If.LT, 2, 5, "two")),
      line("goto +2", "0500020000000000", code -> code.jump("two")),
      line("call 51", "8500000033000000", code -> code.call(51)),
      line("r0 = 2", "b700000002000000", code -> code.op(Op.MOV, 0, 2)),
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void theBytesAreThoseOfLlvm(String text, String bytes, UnaryOperator<Assembler> instruction) {
    Assembler code = new Assembler();
    instruction.apply(code).exit().exit().label("two").exit();

    assertThat(HexFormat.of().formatHex(code.bytes()))
        .startsWith(bytes)
        .endsWith("9500000000000000".repeat(3));
  }

  @Test
  void aMapTakesTheRoomOfTwoInstructions() {
    byte[] bytes = new Assembler().map(1, 7).exit().bytes();

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo("1811000007000000" + "0000000000000000" + "9500000000000000");
  }

  @Test
  void jumpsOnlyGoForward() {
    Assembler back = new Assembler().label("back").op(Op.MOV, 0, 0).jump("back").exit();
    Assembler nowhere = new Assembler().jump("nowhere").exit();

    assertThatThrownBy(back::bytes).hasMessageContaining("no label back after instruction 1");
    assertThatThrownBy(nowhere::bytes).hasMessageContaining("no label nowhere");
  }
}
