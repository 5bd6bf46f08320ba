package io.sluice.aws;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.BlueprintLoader;
import io.sluice.engine.boot.Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The blueprints that the tests work with, and what goes with them. */
final class Fixtures {
  static final String REGION = "eu-west-1";
  static final String ACCOUNT = "123456789012";
  static final String VPC = "vpc-0a1b2c3d4e5f60001";
  static final String EXISTING = "{vpc: " + VPC + ", subnets: [subnet-0a1b2c3d4e5f60001]}";
  static final String OWN = "{addressSpace: 10.90.0.0/16, subnets: [10.90.1.0/24, 10.90.2.0/24]}";

  private Fixtures() {}

  static Blueprint blueprint(Path folder, String network) {
    return blueprint(folder, network, "networkLoadBalancer", "c6in.xlarge");
  }

  static Blueprint blueprint(Path folder, String network, String target, String size) {
    Path file = folder.resolve("blueprint.yaml");
    write(
        file,
        """
        blueprint: trading
        aws: {region: eu-west-1}
        network: %s
        sources:
          - instances: {tags: {tier: web}}
        mirror: {target: %s, vni: 4021}
        appliances:
          size: %s
          scale: {min: 2, max: 6, throughput: 4 Gbps}
        """
            .formatted(network, target, size));
    return BlueprintLoader.load(file, Map.<String, String>of()::get).blueprint();
  }

  static Bundle bundle(Path folder) {
    Path file = folder.resolve("appliance-0.1.0.tar.gz");
    write(file, "no appliance, but bytes\n");
    return Bundle.of(file);
  }

  static AwsSession session(String endpoint) {
    return AwsSession.connect(REGION, URI.create(endpoint), "AKIAEXAMPLE", "secret");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
