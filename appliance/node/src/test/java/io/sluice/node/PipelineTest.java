package io.sluice.node;

import static io.sluice.node.Processes.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.node.azure.FakeAzure;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process between a gateway and two tools, whose pipeline changes as packets come. */
@Timeout(90)
class PipelineTest {
  private static final String ADDRESS = "127.77.0.17";
  private static final InetAddress US = InetAddress.ofLiteral(ADDRESS);
  private static final InetAddress GATEWAY = InetAddress.ofLiteral("127.77.0.18");
  private static final String TUNNELS =
      "{\"internal\":{\"vni\":900,\"port\":10800},\"external\":{\"vni\":901,\"port\":10801}}";
  private static final String CONFIG = "blueprint: web\ntunnels: " + TUNNELS + "\n";

  /** IP 93.104.178.66.52078 > 20.101.109.26.8080: Flags [S], with Ethernet around it. */
  private static final byte[] SYN =
      HexFormat.of()
          .parseHex(
              "123456789abc123456789abd0800450000281c46400040067797"
                  + "5d68b24214656d1acb6e1f9092306ed0000000005002faf000000000");

  @TempDir private Path folder;
  private Processes processes;
  private FakeAzure azure;
  private DatagramSocket gateway;
  private DatagramSocket ids;
  private DatagramSocket recorder;

  @BeforeEach
  void start() throws IOException {
    processes = new Processes(folder, ADDRESS);
    azure = new FakeAzure();
    gateway = new DatagramSocket(new InetSocketAddress(GATEWAY, 10_801));
    ids = new DatagramSocket(new InetSocketAddress(GATEWAY, 0));
    recorder = new DatagramSocket(new InetSocketAddress(GATEWAY, 0));
  }

  @AfterEach
  void stop() {
    processes.close();
    azure.close();
    gateway.close();
    ids.close();
    recorder.close();
  }

  private Process run() throws IOException {
    Path boot = folder.resolve("boot.json");
    Files.writeString(
        boot,
        """
        {"blueprint":"web",
         "mailbox":{"type":"azure-blob","url":"%s","clientId":"c"},
         "tunnels":%s,
         "probe":{"port":8080,"path":"/health","intervalSeconds":5,"failAfter":1}}
        """
            .formatted(azure.address(), TUNNELS));
    return processes.launch(
        Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", azure.host()),
        "run",
        "--boot",
        boot.toString(),
        "--address",
        ADDRESS,
        "--workers",
        "1",
        "--drain",
        "0");
  }

  private JsonNode status() throws IOException {
    byte[] bytes = azure.objects.getOrDefault("status/fleet_3.json", "{}".getBytes(UTF_8));
    return new ObjectMapper().readTree(bytes);
  }

  private long counter(String name) throws IOException {
    return status().path("counters").path(name).asLong(-1);
  }

  private JsonNode tool(int index) throws IOException {
    return status().path("tools").path(index);
  }

  /** Writes a config and waits until the appliance runs by it. */
  private void config(String pipeline) throws Exception {
    String before = status().path("configHash").asText();
    azure.objects.put("config/appliance.yaml", (CONFIG + pipeline).getBytes(UTF_8));
    until(() -> processes.health() == 200);
    until(() -> status().path("state").asText().equals("ready"));
    until(() -> !status().path("configHash").asText().equals(before));
    // A worker takes a change up at its next tick
    Thread.sleep(50);
  }

  private String tool(String name, DatagramSocket at, String filter, int slice) {
    return """
      - {name: "%s", filter: "%s", replicate: ["vxlan://127.77.0.18:%d?vni=77"], balance: [],
         slice: %d, mask: [], sample: 1, strip: [], bitsPerSecond: 0}
    """
        .formatted(name, filter, at.getLocalPort(), slice);
  }

  private static byte[] frame(int sourcePort, int length) {
    ByteBuffer frame = ByteBuffer.allocate(length).put(SYN);
    frame.putShort(16, (short) (length - 14)).putShort(34, (short) sourcePort);
    return frame.array();
  }

  /** Sends the frame by the internal tunnel and expects it back by the external one. */
  private void pass(byte[] frame) throws IOException {
    byte[] datagram = vxlan(900, frame);
    gateway.send(new DatagramPacket(datagram, datagram.length, US, 10_800));
    assertThat(receive(gateway)).isEqualTo(vxlan(901, frame));
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(20_000);
    DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static boolean isSilent(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(300);
    try {
      socket.receive(new DatagramPacket(new byte[2_048], 2_048));
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  private static byte[] vxlan(int vni, byte[] frame) {
    return ByteBuffer.allocate(8 + frame.length)
        .putInt(0x0800_0000)
        .putInt(vni << 8)
        .put(frame)
        .array();
  }

  /** What capture's own API answers. */
  private String asked(String path) throws IOException {
    UnixDomainSocketAddress socket =
        UnixDomainSocketAddress.of(folder.resolve("state").resolve("sluice.sock"));
    try (SocketChannel channel = SocketChannel.open(socket)) {
      String request =
          "GET %s HTTP/1.1\r\nHost: appliance\r\nConnection: close\r\n\r\n".formatted(path);
      channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(1 << 16);
      while (channel.read(answer) >= 0) {
        assertThat(answer.hasRemaining()).isTrue();
      }
      return UTF_8.decode(answer.flip()).toString();
    }
  }

  @Test
  void packetsGoWhereTheConfigSaysAtTheTimeAndAreForwardedWhateverItSays() throws Exception {
    Process appliance = run();
    config("");
    pass(frame(1, 100));
    assertThat(counter("capture.packets")).isZero();
    assertThat(status().path("tools")).isEmpty();

    config(
        "deduplicate: {windowMillis: 1000}\n"
            + "capture: {filter: '', slice: 0, bytes: 500000000, seconds: 3600, offload: false}\n"
            + "tools:\n"
            + tool("ids", ids, "", 0)
            + tool("recorder", recorder, "", 64));
    pass(frame(2, 200));
    pass(frame(2, 200));
    assertThat(receive(ids)).isEqualTo(vxlan(77, frame(2, 200)));
    assertThat(receive(recorder)).isEqualTo(vxlan(77, Arrays.copyOf(frame(2, 200), 64)));
    assertThat(isSilent(ids)).as("a copy goes to no tool").isTrue();
    until(() -> counter("capture.durable") == 1);
    assertThat(counter("dedup.copies")).isEqualTo(1);
    assertThat(counter("capture.packets")).isEqualTo(1);
    assertThat(tool(0).path("name").asText()).isEqualTo("ids");
    assertThat(tool(1).path("counters").path("sent").asInt()).isEqualTo(1);
    assertThat(tool(1).path("down")).isEmpty();

    config(
        "capture: {filter: '', slice: 0, bytes: 500000000, seconds: 3600, offload: true}\n"
            + "tools:\n"
            + tool("ids", ids, "", 0));
    pass(frame(3, 300));
    pass(frame(3, 300));
    assertThat(receive(ids)).isEqualTo(vxlan(77, frame(3, 300)));
    assertThat(receive(ids)).as("copies count again").isEqualTo(vxlan(77, frame(3, 300)));
    assertThat(isSilent(recorder)).as("a tool that is gone gets nothing").isTrue();
    until(() -> counter("capture.durable") == 3);
    assertThat(tool(0).path("counters").path("sent").asInt()).as("since the start").isEqualTo(3);
    assertThat(status().path("tools")).hasSize(1);

    config(
        "capture: {filter: 'vni 901', slice: 0, bytes: 500000000, seconds: 3600, offload: true}\n"
            + "tools:\n"
            + tool("ids", ids, "vni 900 and tcp[tcpflags] & tcp-syn != 0 and src port 4", 0));
    pass(frame(5, 100));
    pass(frame(4, 100));
    assertThat(receive(ids)).as("what its filter wants").isEqualTo(vxlan(77, frame(4, 100)));
    until(() -> counter("capture.unwanted") == 2);

    assertThat(asked("/status")).startsWith("HTTP/1.1 200").contains("capture.packets");

    String metrics = processes.get(":9464/metrics").body();
    assertThat(metrics)
        .contains("sluice_tool_sent_packets_total{tool=\"ids\"} 4\n")
        .contains("sluice_tool_drop_packets_total{tool=\"ids\",reason=\"queue-full\"} 0\n")
        .contains("sluice_dedup_copies_total 1\n")
        .contains("sluice_capture_packets_total 3\n")
        .contains("# TYPE sluice_capture_store_bytes gauge\n")
        .contains("sluice_faults_capture_total 0\n");

    appliance.destroy();
    assertThat(appliance.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(appliance.exitValue()).isZero();
    assertThat(azure.objects.keySet())
        .as("what was captured before offload was asked for is brought away too")
        .filteredOn(name -> name.startsWith("capture/fleet_3/") && name.endsWith(".pcapng"))
        .isNotEmpty();
    assertThat(status().path("state").asText()).isEqualTo("draining");
  }
}
