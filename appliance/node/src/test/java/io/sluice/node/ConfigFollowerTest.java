package io.sluice.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.azure.FakeAzure;
import io.sluice.node.broker.BadTools;
import io.sluice.node.broker.Broker;
import io.sluice.node.broker.Health;
import io.sluice.node.broker.Mask;
import io.sluice.node.broker.Strip;
import io.sluice.node.broker.Target;
import io.sluice.node.broker.ToolConfig;
import io.sluice.node.capture.CaptureConfig;
import io.sluice.node.config.PipelineConfig;
import io.sluice.node.export.Collector;
import io.sluice.node.export.FlowsConfig;
import io.sluice.node.tunnel.Dataplane;
import io.sluice.node.tunnel.DataplaneSettings;
import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.MirrorTunnel;
import io.sluice.node.tunnel.MirrorTunnel.Encapsulation;
import io.sluice.node.tunnel.TunnelSpec;
import io.sluice.node.tunnel.Tunnels;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFollowerTest {
  private static final InetAddress US = InetAddress.ofLiteral("127.77.0.6");
  private static final Tunnels TUNNELS =
      new InlineTunnels(new TunnelSpec(900, 10840), new TunnelSpec(901, 10841));
  private static final String CONFIG =
      """
      blueprint: web
      tunnels:
        internal: {vni: 900, port: 10840}
        external: {vni: 901, port: 10841}
      """;

  private final Readiness readiness = new Readiness(0, () -> {});
  private final List<PipelineConfig> pipelines = new ArrayList<>();
  private final Broker broker = new Broker(US);
  private FakeAzure azure;
  private Dataplane dataplane;
  private ConfigFollower follower;

  @BeforeEach
  void start() throws Exception {
    azure = new FakeAzure();
    dataplane = new Dataplane(DataplaneSettings.standard(), US, TUNNELS);
    readiness.bound(TUNNELS);
    follower = new ConfigFollower(azure.mailbox(), dataplane, readiness, "web", this::change);
  }

  private void change(PipelineConfig pipeline) throws BadTools {
    broker.change(pipeline.tools());
    pipelines.add(pipeline);
  }

  @AfterEach
  void stop() {
    broker.close();
    dataplane.close();
    azure.close();
  }

  private void poll(String config) throws InterruptedException {
    azure.objects.put("config/appliance.yaml", config.getBytes(UTF_8));
    follower.poll();
  }

  @Test
  void saysWhyItIsNotReadyUntilTheConfigIsThere() throws Exception {
    follower.poll();
    assertThat(readiness.view().reason())
        .isEqualTo("no config has been read yet: config/appliance.yaml is not in the mailbox");

    poll(CONFIG);
    assertThat(readiness.view().ready()).isTrue();
    assertThat(readiness.view().configHash()).hasSize(64);
  }

  @Test
  void aNewConfigMovesTheTunnelsAndItsHashIsReported() throws Exception {
    poll(CONFIG);
    String first = readiness.view().configHash();
    poll(CONFIG.replace("901", "911").replace("10841", "10842"));

    assertThat(dataplane.tunnels())
        .isEqualTo(new InlineTunnels(new TunnelSpec(900, 10840), new TunnelSpec(911, 10842)));
    assertThat(readiness.view().ready()).isTrue();
    assertThat(readiness.view().configHash()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10841 | 10840 | both tunnels have port 10840",
        "901 | 900 | both tunnels have vni 900",
        "external | outer | `tunnels.external` is missing (line 5",
        "901, | 901, mtu: 9000, | this version does not know the key `tunnels.external.mtu` (line"
            + " 4",
        "10841} | 10841 | it cannot be parsed (line",
        "901 | many | `tunnels.external.vni` has a value of the wrong kind (line 4",
        "web | other | it is of the blueprint `other`, not of `web`",
      })
  void aBadConfigKeepsTheRunningOneAndSaysWhy(String from, String to, String reason)
      throws Exception {
    poll(CONFIG);
    String hash = readiness.view().configHash();
    poll(CONFIG.replace(from, to));

    assertThat(readiness.view().state()).isEqualTo(Readiness.State.DEGRADED);
    assertThat(readiness.view().reason()).contains(reason);
    assertThat(readiness.view().configHash()).isEqualTo(hash);
    assertThat(dataplane.tunnels()).isEqualTo(TUNNELS);

    poll(CONFIG);
    assertThat(readiness.view().state()).isEqualTo(Readiness.State.READY);
  }

  @Test
  void aConfigWhosePortIsTakenIsTriedAgainAtTheNextPoll() throws Exception {
    poll(CONFIG);
    try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(US, 10845))) {
      assertThat(taken.isBound()).isTrue();
      poll(CONFIG.replace("10841", "10845"));
      assertThat(readiness.view().ready()).isFalse();
      assertThat(readiness.view().reason()).contains("UDP port 10845");
    }
    follower.poll();
    assertThat(readiness.view().ready()).isTrue();
    assertThat(dataplane.tunnels())
        .isEqualTo(new InlineTunnels(new TunnelSpec(900, 10840), new TunnelSpec(901, 10845)));
  }

  @Test
  void anUnreachableMailboxDoesNotEndAReadyAppliance() throws Exception {
    poll(CONFIG);
    azure.failStore(403, 403, 403, 403, 403, 403);
    follower.poll();

    assertThat(readiness.view().ready()).isTrue();
  }

  @Test
  void aMirrorsConfigIsFollowedToAnotherEncapsulation() throws Exception {
    String mirror = "blueprint: web\nmirror: {encapsulation: vxlan, vni: 77, port: 10847}\n";
    poll(mirror);
    assertThat(dataplane.tunnels())
        .isEqualTo(new MirrorTunnel(Encapsulation.VXLAN, 77, 10847, false));
    assertThat(readiness.view().ready()).isTrue();

    poll(mirror.replace("vxlan", "geneve").replace("10847}", "10848, return: true}"));
    assertThat(dataplane.tunnels())
        .isEqualTo(new MirrorTunnel(Encapsulation.GENEVE, 77, 10848, true));
    assertThat(readiness.view().ready()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vxlan | gre | mirror.encapsulation is `gre`, and only `vxlan` and `geneve` are known",
        "vni: 77, | vni: -1, | the mirror tunnel's vni -1 is not between 0 and 16777215",
        "vni: 77, | mtu: 9001, vni: 77, | this version does not know the key `mirror.mtu` (line 2",
        "mirror: | tunnels: {internal: {vni: 1, port: 1}, external: {vni: 2, port: 2}}, mirror: |"
            + " cannot be parsed",
        "mirror | miror | this version does not know the key `miror`",
        "mirror: {encapsulation: vxlan, vni: 77, port: 10847} | # | neither `tunnels` nor `mirror`",
      })
  void aBadMirrorKeepsTheRunningTunnels(String from, String to, String reason) throws Exception {
    poll(CONFIG);
    String mirror = "blueprint: web\nmirror: {encapsulation: vxlan, vni: 77, port: 10847}\n";
    poll(mirror.replace(from, to));

    assertThat(readiness.view().reason()).contains(reason);
    assertThat(dataplane.tunnels()).isEqualTo(TUNNELS);
  }

  @Test
  void flowRecordsGoWhereTheConfigSaysAndElsewhereWithoutARestart() throws Exception {
    poll(CONFIG);
    poll(CONFIG + "flows: {intervalSeconds: 60, ipfix: [\"udp://10.0.0.9:4739\"], lake: true}\n");
    assertThat(readiness.view().ready()).isTrue();
    poll(CONFIG + "flows: {intervalSeconds: 10, ipfix: [], lake: false}\n");
    poll(CONFIG);

    assertThat(pipelines)
        .extracting(PipelineConfig::flows)
        .containsExactly(
            null,
            new FlowsConfig(Duration.ofMinutes(1), List.of(new Collector("10.0.0.9", 4739)), true),
            new FlowsConfig(Duration.ofSeconds(10), List.of(), false),
            null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{intervalSeconds: 9, ipfix: [], lake: true} | flows.intervalSeconds 9 is not between 10"
            + " and 3600",
        "{intervalSeconds: 60, ipfix: ['tcp://a:1'], lake: true} | the collector `tcp://a:1` is"
            + " not of the form udp://HOST:PORT",
        "{intervalSeconds: 60, ipfix: []} | `flows.lake` is missing",
        "{intervalSeconds: 60, ipfix: [], lake: true, kafka: a} | this version does not know the"
            + " key `flows.kafka`",
        "{intervalSeconds: soon, ipfix: [], lake: true} | `flows.intervalSeconds` has a value of"
            + " the wrong kind"
      })
  void aConfigThatSaysNonsenseOfFlowsIsNotRunBy(String flow, String reason) throws Exception {
    poll(CONFIG);
    poll(CONFIG + "flows: " + flow + "\n");

    assertThat(readiness.view().reason()).contains(reason);
    assertThat(pipelines).containsExactly(PipelineConfig.NONE);
  }

  @Test
  void packetsAreDeduplicatedCapturedAndGivenToToolsAsTheConfigSaysAtTheTime() throws Exception {
    poll(
        CONFIG
            + """
            deduplicate: {windowMillis: 50}
            capture: {filter: "tcp port 443", slice: 256, bytes: 50000000000, seconds: 7200, offload: true}
            tools:
              - {name: "dpi", filter: "udp", replicate: [], balance: ["vxlan://127.0.0.1?vni=1", "geneve://[::1]?vni=2"], slice: 128, mask: [http, dns], sample: 4, strip: [vlan, tunnel], bitsPerSecond: 8000, health: {tcp: 8080, intervalMillis: 500, failAfter: 3}}
              - {name: "all", filter: "", replicate: ["vxlan://127.0.0.1:4789?vni=7"], balance: [], slice: 0, mask: [], sample: 1, strip: [], bitsPerSecond: 0}
            """);
    poll(CONFIG);

    assertThat(readiness.view().reason()).isEmpty();
    assertThat(pipelines)
        .containsExactly(
            new PipelineConfig(
                Duration.ofMillis(50),
                new CaptureConfig("tcp port 443", 256, 50_000_000_000L, Duration.ofHours(2), true),
                List.of(
                    new ToolConfig(
                        "dpi",
                        "udp",
                        List.of(),
                        List.of(
                            Target.parse("vxlan://127.0.0.1:4789?vni=1"),
                            Target.parse("geneve://[::1]:6081?vni=2")),
                        128,
                        Set.of(Mask.HTTP, Mask.DNS),
                        4,
                        Set.of(Strip.VLAN, Strip.TUNNEL),
                        8_000,
                        Health.tcp(8080, Duration.ofMillis(500), 3)),
                    ToolConfig.all("all", List.of(Target.parse("vxlan://127.0.0.1?vni=7")))),
                null),
            PipelineConfig.NONE);
  }

  /** {@code T} is a good tool's beginning, {@code E} its end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deduplicate: {windowMillis: 0} | deduplicate.windowMillis 0 is not between 1 and 1000",
        "deduplicate: {} | `deduplicate.windowMillis` is missing",
        "capture: {filter: '', slice: 1, bytes: 500000000, seconds: 60, offload: false} |"
            + " capture.slice 1 is neither 0 nor",
        "capture: {filter: 'port', slice: 0, bytes: 500000000, seconds: 60, offload: false} |"
            + " capture.filter `port` is refused",
        "capture: {filter: '', slice: 0, bytes: 9, seconds: 60, offload: false} | capture.bytes 9",
        "tools: [{T replicate: ['http://a'], mask: [] E] | the target `http://a`",
        "tools: [{T replicate: ['vxlan://a?vni=1'], mask: [ftp] E] | the tool `x` says mask `ftp`,"
            + " which this version does not know",
        "tools: [{T replicate: [], mask: [] E] | the tool `x` needs targets",
        "tools: [{T replicate: ['vxlan://a?vni=1'], mask: [], more: 1 E] | this version does not"
            + " know the key `tools.more`",
        "tools: [{T replicate: ['vxlan://a?vni=1'], mask: [] E, {T replicate: ['vxlan://a?vni=1'],"
            + " mask: [] E] | there are two tools of the name `x`"
      })
  void aConfigThatSaysNonsenseOfPacketsIsNotRunBy(String more, String reason) throws Exception {
    poll(CONFIG);
    String hash = readiness.view().configHash();
    poll(
        CONFIG
            + more.replace("{T", "{name: x, filter: '', balance: [], slice: 0, ")
                .replace(" E", ", sample: 1, strip: [], bitsPerSecond: 0}")
            + "\n");

    assertThat(readiness.view().reason()).contains(reason);
    assertThat(readiness.view().configHash()).isEqualTo(hash);
    assertThat(readiness.view().ready()).isTrue();
    assertThat(pipelines).containsExactly(PipelineConfig.NONE);
  }
}
