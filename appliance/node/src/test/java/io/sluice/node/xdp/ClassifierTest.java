package io.sluice.node.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.tunnel.Steering;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program, verified, compiled and run by this machine's kernel. */
class ClassifierTest {
  private static final int TAKEN = 1; // XDP_DROP stands for it where there are no sockets
  private static final int PASSED = 2;
  private static final int MAX_FRAME = 1_792;
  private static final byte[] PAYLOAD = new byte[60];

  private final Bpf bpf = new Bpf();
  private int map;

  @BeforeAll
  static void root() {
    ProgramRun.assumePossible();
  }

  @BeforeEach
  void map() throws IOException {
    map = bpf.socketMap(4);
  }

  @AfterEach
  void close() {
    bpf.close(map);
  }

  private int run(byte[] frame, List<InetAddress> addresses, List<Integer> ports)
      throws IOException {
    Card card = new Card("x0", 7, 0x0200_0000_0001L, 1_550, 1, false, addresses);
    Classifier classifier =
        new Classifier(card, ports, MAX_FRAME, new Steering(Steering.Inside.VXLAN, 1), TAKEN);
    try (ProgramRun program = new ProgramRun(classifier.assemble(map))) {
      return program.run(frame);
    }
  }

  private int run(byte[] frame) throws IOException {
    return run(frame, List.of(Frames.OUR4, Frames.OUR6), List.of(10_800, 10_801));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void datagramsToATunnelAreTaken(boolean six) throws IOException {
    assertThat(run(Frames.udp(six, 5_000, 10_800, PAYLOAD))).isEqualTo(TAKEN);
    assertThat(run(Frames.udp(six, 5_000, 10_801, PAYLOAD))).isEqualTo(TAKEN);
    assertThat(run(Frames.udp(six, 5_000, 10_801, new byte[0]))).isEqualTo(TAKEN);
  }

  @Test
  void anInterfaceMayHaveOneFamilyOnlyOrSeveralAddresses() throws IOException {
    byte[] four = Frames.udp(false, 5_000, 10_800, PAYLOAD);
    byte[] six = Frames.udp(true, 5_000, 10_800, PAYLOAD);
    List<Integer> ports = List.of(10_800);
    InetAddress other4 = InetAddress.ofLiteral("192.0.2.77");
    InetAddress other6 = InetAddress.ofLiteral("2001:db8::77");
    List<InetAddress> many = List.of(other4, other6, Frames.OUR4, Frames.OUR6);

    assertThat(run(four, List.of(Frames.OUR4), ports)).isEqualTo(TAKEN);
    assertThat(run(six, List.of(Frames.OUR4), ports)).isEqualTo(PASSED);
    assertThat(run(four, List.of(Frames.OUR6), ports)).isEqualTo(PASSED);
    assertThat(run(six, List.of(Frames.OUR6), ports)).isEqualTo(TAKEN);
    assertThat(run(four, many, ports)).isEqualTo(TAKEN);
    assertThat(run(six, many, ports)).isEqualTo(TAKEN);
    assertThat(run(six, List.of(other4, other6), ports)).isEqualTo(PASSED);
    assertThat(run(four, List.of(), ports)).isEqualTo(PASSED);
    assertThat(run(four, List.of(Frames.OUR4), List.of())).isEqualTo(PASSED);
  }

  private static Arguments changed(String what, boolean six, Consumer<ByteBuffer> change) {
    ByteBuffer frame = ByteBuffer.wrap(Frames.udp(six, 5_000, 10_800, PAYLOAD));
    change.accept(frame);
    return Arguments.of(what, frame.array());
  }

  private static byte[] longer(byte[] frame, int bytes) {
    return ByteBuffer.allocate(frame.length + bytes).put(frame).array();
  }

  static Arguments[] theKernelGetsAllElse() {
    byte[] whole = Frames.udp(false, 5_000, 10_800, PAYLOAD);
    byte[] large = new byte[MAX_FRAME - 14 - 28 + 1];
    return new Arguments[] {
      changed("another station's frame", false, frame -> frame.put(5, (byte) 9)),
      changed("a broadcast", false, frame -> frame.putInt(-1).putShort((short) -1)),
      changed("ARP", false, frame -> frame.putShort(12, (short) 0x0806)),
      changed("a VLAN tag", false, frame -> frame.putShort(12, (short) 0x8100)),
      changed("IP options", false, frame -> frame.put(14, (byte) 0x46)),
      changed("a first fragment", false, frame -> frame.putShort(20, (short) 0x2000)),
      changed("a later fragment", false, frame -> frame.putShort(20, (short) 0x0010)),
      changed("TCP", false, frame -> frame.put(23, (byte) 6)),
      changed("another address", false, frame -> frame.put(33, (byte) 9)),
      changed("another port", false, frame -> frame.putShort(36, (short) 22)),
      changed("IP says less than UDP", false, frame -> frame.putShort(16, (short) 87)),
      changed("IP says more than UDP", false, frame -> frame.putShort(38, (short) 67)),
      changed("IP says more than a frame has", false, frame -> udpLength(frame, 2_000)),
      changed("UDP without room for its header", false, frame -> udpLength(frame, 7)),
      Arguments.of(
          "it claims to be ours", Frames.udp(Frames.OUR4, Frames.OUR4, 5, 10_800, PAYLOAD)),
      Arguments.of("cut off", java.util.Arrays.copyOf(whole, 41)),
      Arguments.of("too large", Frames.udp(false, 5_000, 10_800, large)),
      changed("IPv6: an extension header", true, frame -> frame.put(20, (byte) 44)),
      changed("IPv6: another address", true, frame -> frame.put(50, (byte) 9)),
      changed("IPv6: another port", true, frame -> frame.putShort(56, (short) 22)),
      changed("IPv6: less than UDP says", true, frame -> frame.putShort(18, (short) 67)),
      Arguments.of(
          "IPv6: it claims to be ours", Frames.udp(Frames.OUR6, Frames.OUR6, 5, 10_800, PAYLOAD)),
      Arguments.of(
          "IPv6: cut off", java.util.Arrays.copyOf(Frames.udp(true, 1, 10_800, PAYLOAD), 61)),
    };
  }

  /** Both lengths agree with each other. */
  private static void udpLength(ByteBuffer frame, int length) {
    frame.putShort(16, (short) (20 + length)).putShort(38, (short) length);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void theKernelGetsAllElse(String what, byte[] frame) throws IOException {
    assertThat(run(frame)).isEqualTo(PASSED);
  }

  @Test
  void theLargestFrameThatFitsIsTakenAndPaddingBehindItIsNoHarm() throws IOException {
    byte[] large = new byte[MAX_FRAME - 14 - 28];
    assertThat(run(Frames.udp(false, 5_000, 10_800, large))).isEqualTo(TAKEN);
    assertThat(run(longer(Frames.udp(false, 5_000, 10_800, PAYLOAD), 5))).isEqualTo(TAKEN);
  }

  @Test
  void theVerifiersReasonsAreInTheError() {
    byte[] readsNothing = new Assembler().opr(Assembler.Op.MOV, 0, 4).exit().bytes();
    assertThatThrownBy(() -> bpf.load(readsNothing))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the verifier")
        .hasMessageContaining("R4 !read_ok");
  }
}
