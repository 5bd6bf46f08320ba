package io.sluice.engine.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.BlueprintLoader;
import org.junit.jupiter.api.Test;

class ApplianceConfigTest {
  private static final String BLUEPRINT =
      """
      blueprint: web
      aws: {region: eu-west-1}
      network: {vpc: vpc-0a1b2c3d4e5f60001, subnets: [subnet-0a1b2c3d4e5f60001]}
      sources:
        - instances: {tags: {tier: web}}
      mirror: {target: networkLoadBalancer, vni: 7}
      appliances: {size: c6in.xlarge, scale: {min: 1, max: 2, throughput: 1 Gbps}}
      """;

  private static ApplianceConfig config(String more) {
    Blueprint blueprint =
        BlueprintLoader.load("web.yaml", BLUEPRINT + more, variable -> null).blueprint();
    return ApplianceConfig.of(blueprint);
  }

  @Test
  void whereNobodyWantsFlowRecordsTheConfigIsTheOneOfEarlierVersions() {
    assertThat(config("").yaml())
        .isEqualTo(
            """
            # Written by orchestrator; appliances follow it and reload without a restart.
            blueprint: web
            mirror: {encapsulation: vxlan, vni: 7, port: 4789}
            """);
    assertThat(config("pipeline: {}\n")).isEqualTo(config(""));
  }

  @Test
  void flowRecordsAreToldToAppliancesInTheirOwnWords() {
    assertThat(config("pipeline: {flows: {interval: 2m, ipfix: ['udp://10.0.0.9:4739']}}\n").yaml())
        .endsWith("flows: {intervalSeconds: 120, ipfix: [\"udp://10.0.0.9:4739\"], lake: true}\n");
  }

  @Test
  void aPipelineIsToldToAppliancesInTheirOwnWords() {
    String pipeline =
        """
        pipeline:
          deduplicate: {window: 20ms}
          capture:
            filter: host "a\\b" or 'c'
            slice: 256
            keep: {size: 50 GB, age: 2h}
            offload: true
          tools:
            - {name: all, replicate: ["vxlan://10.9.9.9:4789?vni=77"]}
            - name: dpi
              filter: tcp port 443
              balance: ["geneve://h?vni=1", "gre://h?key=2"]
              slice: 128
              mask: [http, dns]
              sample: 4
              strip: [tunnel]
              rate: 1 Gbps
              health: {tcp: 8080, interval: 500ms}
            - {name: ping, replicate: ["erspan://h?session=5"], health: {ping: true}}
          flows: {}
        """;

    assertThat(config(pipeline).yaml())
        .endsWith(
            """
            mirror: {encapsulation: vxlan, vni: 7, port: 4789}
            deduplicate: {windowMillis: 20}
            capture: {filter: "host \\"a\\\\b\\" or 'c'", slice: 256, bytes: 50000000000, seconds: 7200, offload: true}
            tools:
              - {name: "all", filter: "", replicate: ["vxlan://10.9.9.9:4789?vni=77"], balance: [], slice: 0, mask: [], sample: 1, strip: [], bitsPerSecond: 0}
              - {name: "dpi", filter: "tcp port 443", replicate: [], balance: ["geneve://h?vni=1", "gre://h?key=2"], slice: 128, mask: [http, dns], sample: 4, strip: [tunnel], bitsPerSecond: 1000000000, health: {tcp: 8080, intervalMillis: 500, failAfter: 3}}
              - {name: "ping", filter: "", replicate: ["erspan://h?session=5"], balance: [], slice: 0, mask: [], sample: 1, strip: [], bitsPerSecond: 0, health: {intervalMillis: 5000, failAfter: 3}}
            flows: {intervalSeconds: 60, ipfix: [], lake: true}
            """);
  }
}
