package io.sluice.azure;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.boot.BootDocument;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.boot.UserData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** How a machine in Azure boots: the boot script fetches from Blob with the machine's identity. */
final class MachineBoot {
  private MachineBoot() {}

  /**
   * The cloud-config, the same for the same blueprint and bundle; see the scale set for the rest.
   */
  static String userData(Blueprint blueprint, Bundle bundle) {
    BootDocument boot =
        BootDocument.of(
            blueprint,
            bundle,
            BootDocument.Mailbox.azureBlob(
                VirtualMachineScaleSet.MAILBOX_URL, VirtualMachineScaleSet.CLIENT_ID));
    return UserData.render(boot, script("sluice-boot"), Map.of());
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
