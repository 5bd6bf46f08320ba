package io.sluice.aws;

import io.sluice.engine.boot.BootDocument;
import io.sluice.engine.boot.UserData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** How a machine in AWS boots: the boot script fetches from S3 with the machine's role. */
final class MachineBoot {
  private MachineBoot() {}

  /** The cloud-config, the same for the same blueprint and bundle. */
  static String userData(Workspace at) {
    return UserData.render(boot(at), script("sluice-boot"), Map.of());
  }

  private static BootDocument boot(Workspace at) {
    String group = at.name(Topology.FLEET, 1);
    return BootDocument.of(
        at.blueprint(),
        at.bundle(),
        BootDocument.Mailbox.s3(at.mailbox().url(), at.region()),
        new BootDocument.Leave(
            at.autoScalingUrl(), at.region(), group, at.name(LifecycleHook.ID, 1)));
  }

  static String script(String name) {
    try (InputStream in =
        Objects.requireNonNull(MachineBoot.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
