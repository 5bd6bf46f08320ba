package io.sluice.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.BlueprintLoader;
import io.sluice.engine.fleet.ApplianceConfig;
import io.sluice.engine.fleet.MachineStatus;
import io.sluice.engine.problem.ProblemException;
import io.sluice.it.Places;
import io.sluice.node.Status;
import io.sluice.node.ToolStatus;
import io.sluice.node.broker.Health;
import io.sluice.node.broker.Mask;
import io.sluice.node.broker.Target;
import io.sluice.node.broker.ToolConfig;
import io.sluice.node.capture.CaptureConfig;
import io.sluice.node.config.PipelineConfig;
import io.sluice.node.config.RunningConfig;
import io.sluice.node.export.FlowsConfig;
import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.TunnelSpec;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxContractTest {

  @Test
  void theOrchestratorReadsTheStatusThatAnApplianceWrites() throws Exception {
    Status written =
        new Status(
            "fleet_0",
            "0.1.0",
            "abc",
            true,
            "ready",
            "",
            "2026-11-21T22:00:00Z",
            "2026-11-21T21:00:00.5Z",
            12.5,
            1e9,
            Map.of("in.external.packets", 7L),
            Map.of("bad-vni", 1L),
            List.of(new ToolStatus("ids", Map.of("sent", 5L), Map.of("vxlan://h?vni=1", "mute"))));

    MachineStatus read = MachineStatus.read(written.bytes());

    assertThat(read)
        .isEqualTo(
            new MachineStatus(
                "fleet_0",
                "0.1.0",
                "abc",
                true,
                "ready",
                "",
                Instant.parse("2026-11-21T22:00:00Z"),
                Instant.parse("2026-11-21T21:00:00.5Z"),
                12.5,
                1e9,
                Map.of("in.external.packets", 7L),
                Map.of("bad-vni", 1L),
                List.of(
                    new MachineStatus.ToolStatus(
                        "ids", Map.of("sent", 5L), Map.of("vxlan://h?vni=1", "mute")))));
  }

  @Test
  void aStatusOfAnApplianceThatKnowsNoToolsYetIsRead() throws Exception {
    String json =
        """
        {"machine":"m","version":"0.1.0","configHash":"","ready":true,"state":"ready","reason":"",
         "written":"2026-11-21T22:00:00Z","started":"2026-11-21T22:00:00Z","packetsPerSecond":0,
         "bitsPerSecond":0,"counters":{},"drops":{}}\
        """;

    assertThat(MachineStatus.read(json.getBytes(StandardCharsets.UTF_8)).tools()).isEmpty();
  }

  @Test
  void bothSidesNameTheSameFields() {
    assertThat(names(Status.class)).isEqualTo(names(MachineStatus.class));
    assertThat(names(ToolStatus.class)).isEqualTo(names(MachineStatus.ToolStatus.class));
  }

  @Test
  void anApplianceRunsByTheConfigThatTheOrchestratorWritesAndReportsItsHash() throws Exception {
    Blueprint blueprint =
        BlueprintLoader.load(
                Places.root().resolve("blueprints/azure-gateway.yaml"), variable -> null)
            .blueprint();
    ApplianceConfig written = ApplianceConfig.of(blueprint);

    RunningConfig read = RunningConfig.parse(written.bytes(), blueprint.blueprint());

    assertThat(read.hash()).isEqualTo(written.hash());
    assertThat(read.tunnels())
        .isEqualTo(new InlineTunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801)));
    assertThat(RunningConfig.OBJECT).isEqualTo(ApplianceConfig.OBJECT);
  }

  @Test
  void flowRecordsGoWhereTheBlueprintSays() throws Exception {
    Blueprint blueprint =
        BlueprintLoader.load(
                Places.root().resolve("blueprints/aws-mirror-netops.yaml"), variable -> null)
            .blueprint();

    RunningConfig read =
        RunningConfig.parse(ApplianceConfig.of(blueprint).bytes(), blueprint.blueprint());

    assertThat(read.pipeline().flows())
        .isEqualTo(new FlowsConfig(Duration.ofMinutes(1), List.of(), true));
  }

  @Test
  void packetsGoWhereTheBlueprintSays() throws Exception {
    Blueprint blueprint =
        BlueprintLoader.load(
                Places.root().resolve("blueprints/aws-mirror-secops.yaml"), variable -> null)
            .blueprint();

    PipelineConfig read =
        RunningConfig.parse(ApplianceConfig.of(blueprint).bytes(), blueprint.blueprint())
            .pipeline();

    assertThat(read.deduplicate()).isEqualTo(Duration.ofMillis(50));
    assertThat(read.capture())
        .isEqualTo(new CaptureConfig("", 256, 3_000_000_000L, Duration.ofHours(24), false));
    assertThat(read.tools())
        .containsExactly(
            new ToolConfig(
                "ids",
                "not port 9100",
                List.of(),
                List.of(
                    Target.parse("vxlan://10.60.40.11:4789?vni=100"),
                    Target.parse("vxlan://10.60.40.12:4789?vni=100")),
                0,
                Set.of(),
                1,
                Set.of(),
                0,
                Health.tcp(22, Duration.ofSeconds(5), 3)),
            new ToolConfig(
                "dns-monitor",
                "port 53",
                List.of(Target.parse("vxlan://10.60.40.20:4789?vni=101")),
                List.of(),
                0,
                Set.of(),
                1,
                Set.of(),
                0,
                null),
            new ToolConfig(
                "performance",
                "tcp",
                List.of(Target.parse("geneve://10.60.40.30:6081?vni=102")),
                List.of(),
                96,
                Set.of(Mask.HTTP),
                4,
                Set.of(),
                200_000_000,
                null));
  }

  /** What one side takes and the other refuses would leave a fleet at its old config. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicate: ['vxlan://10.9.9.9?vni=0']",
        "replicate: ['vxlan://10.9.9.9:65535?vni=16777215']",
        "replicate: ['vxlan://10.9.9.9/?vni=1', 'vxlan://10.9.9.9:4790?vni=1']",
        "replicate: ['vxlan://10.9.9.9?vni=1', 'vxlan://10.9.9.9:4789?vni=1']",
        "replicate: ['vxlan://10.9.9.9']",
        "replicate: ['vxlan://10.9.9.9?vni=16777216']",
        "replicate: ['vxlan://10.9.9.9?key=1']",
        "replicate: ['vxlan://10.9.9.9:0?vni=1']",
        "replicate: ['vxlan://10.9.9?vni=1']",
        "replicate: ['vxlan://tool-1.local?vni=1']",
        "replicate: ['vxlan://u@h?vni=1']",
        "replicate: ['vxlan://h/x?vni=1']",
        "replicate: ['vxlan://h?vni=1#f']",
        "replicate: ['VXLAN://h?vni=1']",
        "replicate: ['geneve://[2001:db8::1]:6081?vni=5']",
        "replicate: ['geneve://[2001:db8:::1]?vni=5']",
        "replicate: ['gre://10.9.9.9']",
        "replicate: ['gre://10.9.9.9/']",
        "replicate: ['gre://10.9.9.9?key=4294967295']",
        "replicate: ['gre://10.9.9.9?key=4294967296']",
        "replicate: ['gre://10.9.9.9:1?key=1']",
        "replicate: ['erspan://10.9.9.9?session=1023']",
        "replicate: ['erspan://10.9.9.9?session=1024']",
        "replicate: ['erspan://10.9.9.9']",
        "replicate: [T], slice: 53",
        "replicate: [T], slice: 54",
        "replicate: [T], slice: 65535",
        "replicate: [T], slice: 65536",
        "replicate: [T], mask: [tcp, udp, dns, http, tls, sip, smtp], strip: [vlan, tunnel]",
        "replicate: [T], sample: 1000000",
        "replicate: [T], sample: 0",
        "replicate: [T], rate: 8 kbps",
        "replicate: [T], rate: 7999 bps",
        "replicate: [T], health: {tcp: 65535, interval: 100ms, failAfter: 100}",
        "replicate: [T], health: {ping: true, interval: 1h, failAfter: 1}",
        "replicate: [T], health: {tcp: 80, interval: 99ms}",
        "replicate: [T], health: {tcp: 80, failAfter: 101}",
        "replicate: [T], balance: [T]",
        "replicate: []"
      })
  void bothSidesTakeTheSameTools(String tool) throws Exception {
    String text =
        """
        blueprint: web
        aws: {region: eu-west-1}
        network: {vpc: vpc-0a1b2c3d4e5f60001, subnets: [subnet-0a1b2c3d4e5f60001]}
        sources: [{instances: {tags: {tier: web}}}]
        mirror: {target: networkLoadBalancer, vni: 7}
        appliances: {size: c6in.xlarge, scale: {min: 1, max: 2, throughput: 1 Gbps}}
        pipeline: {tools: [{name: a, %s}]}
        """
            .formatted(tool.replace("T", "'vxlan://10.9.9.9?vni=1'"));
    Blueprint blueprint;
    try {
      blueprint = BlueprintLoader.load("web.yaml", text, variable -> null).blueprint();
    } catch (ProblemException e) {
      assertThat(taken(tool)).as("what the blueprint refuses").isFalse();
      return;
    }
    RunningConfig.parse(ApplianceConfig.of(blueprint).bytes(), "web");
  }

  /** Whether an appliance would take it, were it told as the blueprint says it. */
  private static boolean taken(String tool) {
    Map<String, String> words =
        Map.of(
            "interval: 99ms", "intervalMillis: 99, failAfter: 3",
            "failAfter: 101", "intervalMillis: 1000, failAfter: 101",
            "rate: 7999 bps", "bitsPerSecond: 7999");
    String said = tool.replace("T", "'vxlan://10.9.9.9?vni=1'");
    for (Map.Entry<String, String> word : words.entrySet()) {
      said = said.replace(word.getKey(), word.getValue());
    }
    for (String rest :
        List.of(
            "replicate: []",
            "balance: []",
            "slice: 0",
            "mask: []",
            "sample: 1",
            "strip: []",
            "bitsPerSecond: 0",
            "filter: ''")) {
      String key = rest.substring(0, rest.indexOf(':') + 1);
      said = said.contains(key) ? said : said + ", " + rest;
    }
    String yaml =
        "blueprint: web\nmirror: {encapsulation: vxlan, vni: 7, port: 4789}\ntools: [{name: a, %s}]\n"
            .formatted(said);
    try {
      RunningConfig.parse(yaml.getBytes(StandardCharsets.UTF_8), "web");
      return true;
    } catch (RunningConfig.BadConfig e) {
      assertThat(e).as(yaml).hasMessageNotContaining("cannot be parsed");
      assertThat(e).as(yaml).hasMessageNotContaining("is missing (line");
      return false;
    }
  }

  private static List<String> names(Class<?> type) {
    return Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }
}
