package io.sluice.azure;

import io.sluice.engine.blueprint.Appliances;
import io.sluice.engine.blueprint.Azure;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.DataRate;
import io.sluice.engine.blueprint.Gateway;
import io.sluice.engine.blueprint.Network;
import io.sluice.engine.blueprint.Probe;
import io.sluice.engine.blueprint.Scale;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.blueprint.Tunnel;
import io.sluice.engine.blueprint.Tunnels;
import io.sluice.engine.boot.Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The blueprint that the tests work with, and what goes with it. */
final class Fixtures {
  static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
  static final String OPERATOR = "00000000-0000-0000-0000-0000000000aa";
  static final String GROUP = "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/web-inspection";
  static final String USERS_LB =
      "/subscriptions/"
          + SUBSCRIPTION
          + "/resourceGroups/shop/providers/Microsoft.Network/loadBalancers/shop";
  static final String USERS_FRONTEND = USERS_LB + "/frontendIPConfigurations/web";
  static final String GATEWAY_FRONTEND =
      GROUP
          + "/providers/Microsoft.Network/loadBalancers/web-inspection-gateway"
          + "/frontendIPConfigurations/gateway";
  static final String TOKEN = token("{\"oid\":\"" + OPERATOR + "\",\"idtyp\":\"user\"}");

  private Fixtures() {}

  static String token(String claims) {
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".";
  }

  static Blueprint blueprint(Source... more) {
    List<Source> sources = new ArrayList<>();
    sources.add(
        new Source.PublicLoadBalancer(
            "web", List.of(80, 443), List.of("10.40.2.5", "10.40.2.4"), null));
    sources.addAll(List.of(more));
    return new Blueprint(
        "web-inspection",
        new Azure(SUBSCRIPTION, "web-inspection", "westeurope"),
        new Network("10.40.0.0/16", "10.40.1.0/24", null),
        sources,
        new Gateway(
            new Tunnels(new Tunnel(900, 10800), new Tunnel(901, 10801)),
            new Probe(Duration.ofSeconds(5), 2, 8080)),
        new Appliances(
            "Standard_D4s_v5",
            new Scale(2, 8, new DataRate(1_500_000_000L), Duration.ofMinutes(3))));
  }

  /** The same with other tunnels. */
  static Blueprint withTunnels(Blueprint like, Tunnels tunnels) {
    return new Blueprint(
        like.blueprint(),
        like.azure(),
        like.network(),
        like.sources(),
        new Gateway(tunnels, like.gateway().probe()),
        like.appliances());
  }

  static Blueprint withNetwork(Blueprint like, Network network) {
    return new Blueprint(
        like.blueprint(), like.azure(), network, like.sources(), like.gateway(), like.appliances());
  }

  static Blueprint withScale(Blueprint like, int min, int max) {
    Scale scale = like.appliances().scale();
    return new Blueprint(
        like.blueprint(),
        like.azure(),
        like.network(),
        like.sources(),
        like.gateway(),
        new Appliances(
            like.appliances().size(), new Scale(min, max, scale.throughput(), scale.cooldown())));
  }

  /** A bundle of a few bytes; nothing here unpacks it. */
  static Bundle bundle(Path folder, String content) {
    try {
      return Bundle.of(Files.writeString(folder.resolve("appliance-0.1.0.tar.gz"), content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AzureSession session(String endpoint) {
    return AzureSession.loopback(endpoint, TOKEN, Duration.ofMillis(10));
  }
}
