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
}
