package io.sluice.node.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.tunnel.InnerDatagrams;
import io.sluice.node.tunnel.Steering;
import io.sluice.node.tunnel.Steering.Inside;
import io.sluice.node.xdp.Assembler.Op;
import io.sluice.node.xdp.Assembler.Size;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fast tier's steering, run by this machine's kernel, beside the rule in Java. */
class FromClassicTest {
  private static final int WORKERS = 7;
  private static final int PACKETS = 3_000;
  private static final int PAYLOAD = 14 + 20 + 8;

  @BeforeAll
  static void root() {
    ProgramRun.assumePossible();
  }

  private static ProgramRun program(Steering steering) throws IOException {
    Assembler code = new Assembler();
    code.opr(Op.MOV, 6, 1).load(Size.WORD, 7, 6, 0).load(Size.WORD, 8, 6, 4);
    FromClassic.translate(steering.program(), code, PAYLOAD, 6, 7, 8, "steer-");
    return new ProgramRun(code.exit().bytes());
  }

  private static void assertAgreed(ProgramRun program, Steering steering, byte[] datagram) {
    byte[] frame = Frames.udp(false, 5_000, 10_800, datagram);
    int rule = steering.worker(MemorySegment.ofArray(datagram), 0, datagram.length);
    assertThat(program.run(frame)).isEqualTo(rule);
  }

  @ParameterizedTest
  @EnumSource(Inside.class)
  void theFastTierAndTheSocketsHaveOneRule(Inside inside) throws IOException {
    Steering steering = new Steering(inside, WORKERS);
    InnerDatagrams datagrams = new InnerDatagrams(17);
    Random random = new Random(19);
    try (ProgramRun program = program(steering)) {
      for (int i = 0; i < PACKETS; i++) {
        byte[] whole = datagrams.next(inside);
        byte[] damaged = whole.clone();
        damaged[random.nextInt(Math.min(120, whole.length))] = (byte) random.nextInt();

        assertAgreed(program, steering, whole);
        assertAgreed(program, steering, damaged);
        assertAgreed(program, steering, Arrays.copyOf(whole, random.nextInt(whole.length)));
      }
    }
  }

  @Test
  void whatCannotBeTranslatedIsSaid() {
    byte[] negate = {(byte) 0x84, 0, 0, 0, 0, 0, 0, 0};
    assertThatThrownBy(() -> FromClassic.translate(negate, new Assembler(), 42, 6, 7, 8, ""))
        .hasMessageContaining("0x84");
  }
}
