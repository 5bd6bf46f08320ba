package io.sluice.sandbox.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.fabric.Direction;
import io.sluice.sandbox.fabric.Fabric;
import io.sluice.sandbox.testing.Await;
import io.sluice.sandbox.testing.FakeDocuments;
import io.sluice.sandbox.testing.NoScaleSets;
import io.sluice.sandbox.testing.Reflector;
import io.sluice.sandbox.testing.Stack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapTest {
  @TempDir private Path folder;

  @Test
  void aCaptureIsReplayedThroughTheAppliancesWithTheFrontendAsItsServer() throws Exception {
    FakeDocuments documents = new FakeDocuments();
    documents.put(Stack.publicIp("web-ip", "20.0.0.30"));
    documents.put(Stack.gateway("10.215.1.4", 900, "10.215.1.5"));
    documents.put(Stack.web(true, "10.216.0.4"));
    // captured elsewhere: another server address and port, an ARP packet, a fragment
    List<byte[]> frames = conversations("9.9.9.9", 8080, 20);
    byte[] arp = frames.getFirst().clone();
    arp[13] = 6;
    byte[] fragment = frames.getFirst().clone();
    fragment[20] = 0x20;
    frames.add(arp);
    frames.add(fragment);
    Path file = folder.resolve("captured.pcap");
    Files.write(file, classic(frames, ByteOrder.LITTLE_ENDIAN));

    try (Reflector one = new Reflector("127.215.1.5");
        Fabric fabric = new Fabric(documents, new NoScaleSets())) {
      Await.until(
          "all is healthy",
          () ->
              fabric.status().gateways().stream()
                      .flatMap(g -> g.targets().stream())
                      .anyMatch(t -> t.health().label().equals("Healthy"))
                  && fabric.status().frontends().stream()
                      .flatMap(f -> f.backends().stream())
                      .anyMatch(b -> b.health().label().equals("Healthy")));

      TrafficReport report =
          new Traffic(fabric)
              .run(new TrafficRequest(null, 0, 0, 0, 0, 0, file.toString()), progress -> {});

      assertThat(report.completed()).isEqualTo(20);
      assertThat(report.toServer().sent() + report.toClient().sent() - report.retransmitted())
          .isEqualTo(frames.size() - 2);
      assertThat(report.toServer().lost() + report.toClient().lost()).isZero();
      assertThat(report.agrees()).isTrue();
      assertThat(report.skipped()).containsOnlyKeys("not-ipv4", "fragment");
      assertThat(one.received()).isPositive();
    }
  }

  @Test
  void bothFormatsAndByteOrdersGiveTheSameFrames() throws Exception {
    List<byte[]> frames = conversations("9.9.9.9", 80, 2);
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      assertThat(read(classic(frames, order), new Skipped())).containsExactlyElementsOf(frames);
      assertThat(read(pcapng(frames, order), new Skipped())).containsExactlyElementsOf(frames);
    }
  }

  @Test
  void aFileThatIsCutOffGivesWhatIsWhole() throws Exception {
    List<byte[]> frames = conversations("9.9.9.9", 80, 1);
    byte[] whole = classic(frames, ByteOrder.BIG_ENDIAN);
    Skipped skipped = new Skipped();

    List<byte[]> read = read(Arrays.copyOf(whole, whole.length - 1), skipped);

    assertThat(read).containsExactlyElementsOf(frames.subList(0, frames.size() - 1));
    assertThat(skipped.snapshot()).containsEntry("cut-off", 1L);
  }

  @Test
  void whatIsNoCaptureIsSaid() {
    assertThatThrownBy(() -> read(new byte[100], new Skipped()))
        .isInstanceOf(TrafficException.class)
        .hasMessageEndingWith("is neither a pcap nor a pcapng file.");
    assertThatThrownBy(() -> PcapFile.read(folder.resolve("none"), new Skipped()))
        .isInstanceOf(TrafficException.class)
        .hasMessageStartingWith("There is no file");
  }

  @Test
  void twoServersOfTheCaptureDoNotBecomeOneFlow() {
    byte[] toOne = syn("9.9.9.9");
    byte[] toTwo = syn("9.9.9.8");

    List<Script> scripts =
        new PcapScripts("20.0.0.30", List.of(80), new Skipped()).of(List.of(toOne, toTwo));

    assertThat(scripts).hasSize(2);
    assertThat(scripts).extracting(s -> s.key().clientPort()).containsExactly(5000, 5001);
    assertThat(scripts).allMatch(s -> s.steps().getFirst().direction() == Direction.TO_SERVER);
  }

  private static byte[] syn(String server) {
    return Frames.tcp(
        new Frames.Side(Frames.address("8.8.8.8"), 5000, true),
        new Frames.Side(Frames.address(server), 80, false),
        1,
        1,
        0,
        Frames.SYN,
        new byte[0]);
  }

  private List<byte[]> read(byte[] bytes, Skipped skipped) throws IOException, TrafficException {
    Path file = folder.resolve("file");
    Files.write(file, bytes);
    return PcapFile.read(file, skipped);
  }

  private static List<byte[]> conversations(String server, int port, int count) {
    List<byte[]> frames = new ArrayList<>();
    new GeneratedScripts(server, port, 3000, count)
        .forEachRemaining(script -> script.steps().forEach(step -> frames.add(step.frame())));
    return frames;
  }

  private static byte[] classic(List<byte[]> frames, ByteOrder order) {
    ByteBuffer file = ByteBuffer.allocate(1 << 20).order(order);
    file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    file.putInt(65_535).putInt(1);
    for (byte[] frame : frames) {
      file.putLong(0).putInt(frame.length).putInt(frame.length).put(frame);
    }
    return Arrays.copyOf(file.array(), file.position());
  }

  private static byte[] pcapng(List<byte[]> frames, ByteOrder order) {
    ByteBuffer file = ByteBuffer.allocate(1 << 20).order(order);
    file.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
    file.putInt(1).putInt(20).putShort((short) 1).putShort((short) 0).putInt(0).putInt(20);
    file.putInt(5).putInt(12).putInt(12);
    for (byte[] frame : frames) {
      int padded = (frame.length + 3) / 4 * 4;
      file.putInt(6).putInt(32 + padded).putInt(0).putLong(0);
      file.putInt(frame.length).putInt(frame.length).put(frame);
      file.position(file.position() + padded - frame.length).putInt(32 + padded);
    }
    return Arrays.copyOf(file.array(), file.position());
  }
}
