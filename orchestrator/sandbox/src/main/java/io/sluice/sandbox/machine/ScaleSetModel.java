package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A scale set's document, read ({@code Microsoft.Compute/virtualMachineScaleSets}).
 *
 * @param document the whole of it
 */
record ScaleSetModel(ObjectNode document) {

  /**
   * The next model; where a document leaves the user-data out, as answers to GET do, that of before
   * stays.
   */
  static ScaleSetModel of(ObjectNode document, @Nullable ScaleSetModel before) {
    ObjectNode copy = document.deepCopy();
    if (before != null
        && copy.at("/properties/virtualMachineProfile") instanceof ObjectNode profile
        && !profile.hasNonNull("userData")
        && before.profile().hasNonNull("userData")) {
      profile.set("userData", before.profile().get("userData"));
    }
    return new ScaleSetModel(copy);
  }

  ScaleSetModel withCapacity(int capacity) {
    ObjectNode copy = document.deepCopy();
    copy.withObject("/sku").put("capacity", capacity);
    return new ScaleSetModel(copy);
  }

  String name() {
    return document.path("name").asText();
  }

  int capacity() {
    return document.at("/sku/capacity").asInt();
  }

  JsonNode profile() {
    return document.at("/properties/virtualMachineProfile");
  }

  String subnet() {
    return profile()
        .at(
            "/networkProfile/networkInterfaceConfigurations/0/properties/ipConfigurations/0"
                + "/properties/subnet/id")
        .asText();
  }

  /** The id of the probe that tells an instance's health, or empty. */
  String healthProbe() {
    return profile().at("/networkProfile/healthProbe/id").asText();
  }

  boolean manualUpgrade() {
    return document.at("/properties/upgradePolicy/mode").asText("Manual").equals("Manual");
  }

  /** How many instances are upgraded at once. */
  int batch(int instances) {
    int percent =
        document
            .at("/properties/upgradePolicy/rollingUpgradePolicy/maxBatchInstancePercent")
            .asInt(20);
    return Math.max(1, instances * percent / 100);
  }

  Duration pauseBetweenBatches() {
    return duration(
        "/properties/upgradePolicy/rollingUpgradePolicy/pauseTimeBetweenBatches", Duration.ZERO);
  }

  boolean repairs() {
    return document.at("/properties/automaticRepairsPolicy/enabled").asBoolean(false);
  }

  Duration repairGrace() {
    return duration("/properties/automaticRepairsPolicy/gracePeriod", Duration.ofMinutes(10));
  }

  private Duration duration(String path, Duration otherwise) {
    try {
      String text = document.at(path).asText("");
      return text.isEmpty() ? otherwise : Duration.parse(text);
    } catch (DateTimeException e) {
      return otherwise;
    }
  }
}
