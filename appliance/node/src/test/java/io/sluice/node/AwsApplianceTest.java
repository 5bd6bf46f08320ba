package io.sluice.node;

import static io.sluice.node.Processes.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.node.aws.AwsMetadata;
import io.sluice.node.aws.FakeAws;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real process in AWS: mirrored packets, the mailbox in S3, and its group's last word. */
@Timeout(120)
class AwsApplianceTest {
  private static final String ADDRESS = "127.77.0.8";
  private static final String CONFIG =
      "blueprint: netops\nmirror: {encapsulation: vxlan, vni: 77, port: 4789}\n";

  @TempDir private Path folder;
  private Processes processes;
  private FakeAws aws;

  @BeforeEach
  void start() throws IOException {
    processes = new Processes(folder, ADDRESS);
    aws = new FakeAws();
    aws.objects.put("config/appliance.yaml", CONFIG.getBytes(UTF_8));
  }

  @AfterEach
  void stop() {
    processes.close();
    aws.close();
  }

  private Process run(String drain) throws IOException {
    Path boot = folder.resolve("boot.json");
    Files.writeString(
        boot,
        """
        {"blueprint":"netops",
         "mailbox":{"type":"s3","url":"%s","region":"eu-west-1"},
         "bundle":{"object":"bundle/appliance-0.1.0-00.tar.gz","sha256":"00"},
         "mirror":{"encapsulation":"vxlan","vni":77,"port":4789},
         "probe":{"port":8080,"path":"/health","intervalSeconds":10,"failAfter":2},
         "leave":{"url":"%s","region":"eu-west-1","group":"netops","hook":"netops-drain"}}
        """
            .formatted(aws.address(), aws.autoscaling()));
    return processes.launch(
        Map.of(AwsMetadata.ENDPOINT_VARIABLE, aws.endpoint()),
        "run",
        "--boot",
        boot.toString(),
        "--address",
        ADDRESS,
        "--drain",
        drain);
  }

  private JsonNode status() throws IOException {
    byte[] bytes = aws.objects.getOrDefault("status/i-0a1.json", "{}".getBytes(UTF_8));
    return new ObjectMapper().readTree(bytes);
  }

  private static void mirror(int packets) throws IOException {
    byte[] packet = ByteBuffer.allocate(108).putInt(0x0800_0000).putInt(77 << 8).array();
    try (DatagramSocket source = new DatagramSocket()) {
      for (int i = 0; i < packets; i++) {
        source.send(
            new DatagramPacket(packet, packet.length, InetAddress.ofLiteral(ADDRESS), 4789));
      }
    }
  }

  @Test
  void countsMirroredPacketsAndReportsThemThroughTheBucket() throws Exception {
    run("0");
    until(() -> processes.health() == 200);
    mirror(100);

    until(() -> status().path("counters").path("observed.mirror.packets").asLong() == 100);
    assertThat(status().path("counters").path("in.mirror.packets").asLong()).isEqualTo(100);
    assertThat(status().path("counters").path("observed.mirror.bytes").asLong()).isEqualTo(10_800);
    assertThat(status().path("machine").asText()).isEqualTo("i-0a1");
    assertThat(processes.get(":9464/metrics").body())
        .contains("sluice_observed_packets_total{tunnel=\"mirror\"} 100\n")
        .contains("sluice_observed_bytes_total{tunnel=\"mirror\"} 10800\n");
    assertThat(processes.err()).isEmpty();
  }

  @Test
  void drainsOnceWhenItsGroupTakesItOutAndTellsTheGroupThatItIsDone() throws Exception {
    Process appliance = run("2");
    until(() -> processes.health() == 200);
    aws.lifecycleState("Terminated");
    until(() -> processes.health() == 503);
    assertThat(aws.completed).isEmpty();
    appliance.destroy();

    assertThat(appliance.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(appliance.exitValue()).isZero();
    assertThat(status().path("state").asText()).isEqualTo("draining");
    assertThat(aws.completed).hasSize(1);
    assertThat(aws.completed.getFirst()).contains("LifecycleHookName=netops-drain");
    assertThat(aws.calls.indexOf("POST /scaling"))
        .as("the group is told after the last status")
        .isGreaterThan(aws.calls.lastIndexOf("PUT /mailbox/status/i-0a1.json"));
    assertThat(processes.out().split("The appliance drains", -1)).hasSize(2);
    assertThat(processes.out()).doesNotContain("secret-");
  }

  @Test
  void aSigtermAloneTellsTheGroupNothing() throws Exception {
    Process appliance = run("0");
    until(() -> processes.health() == 200);
    appliance.destroy();

    assertThat(appliance.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(appliance.exitValue()).isZero();
    assertThat(aws.completed).isEmpty();
  }

  @Test
  void leavesEvenIfItsGroupCannotBeTold() throws Exception {
    aws.failScaling(400, "ValidationError");
    Process appliance = run("0");
    until(() -> processes.health() == 200);
    aws.lifecycleState("Terminated");

    assertThat(appliance.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(appliance.exitValue()).isZero();
    assertThat(processes.out()).contains("was answered with 400 ValidationError");
  }
}
