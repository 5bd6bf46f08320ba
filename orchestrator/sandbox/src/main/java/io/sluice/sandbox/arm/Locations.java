package io.sluice.sandbox.arm;

import java.util.List;
import java.util.Locale;

/** The regions that the sandbox knows, and the rules about a resource's location. */
final class Locations {
  private static final List<String> DISPLAY =
      List.of(
          "East US",
          "East US 2",
          "Central US",
          "South Central US",
          "North Central US",
          "West US",
          "West US 2",
          "West US 3",
          "Canada Central",
          "Brazil South",
          "North Europe",
          "West Europe",
          "UK South",
          "UK West",
          "France Central",
          "Germany West Central",
          "Switzerland North",
          "Norway East",
          "Sweden Central",
          "Italy North",
          "Poland Central",
          "Spain Central",
          "Southeast Asia",
          "East Asia",
          "Australia East",
          "Japan East",
          "Korea Central",
          "Central India",
          "South Africa North",
          "UAE North");

  private Locations() {}

  static List<String> display() {
    return DISPLAY;
  }

  /** {@code West Europe} and {@code westeurope} are one. */
  static String normal(String location) {
    return location.replace(" ", "").toLowerCase(Locale.ROOT);
  }

  static void check(Change change) {
    String location =
        normal(change.after().path("location").asText(change.was("location").orElse("")));
    if (location.isEmpty()) {
      throw ArmException.badRequest(
          "LocationRequired", "The location property is required for this definition.");
    }
    require(location, change.id().type());
    String old = change.was("location").orElse(location);
    if (!old.equals(location)) {
      throw new ArmException(
          409,
          "InvalidResourceLocation",
          "The resource '"
              + change.id().name()
              + "' already exists in location '"
              + old
              + "'. A resource with the same name cannot be created in location '"
              + location
              + "'. Please select a new resource name.");
    }
    change.after().put("location", location);
  }

  static void require(String location, String type) {
    if (DISPLAY.stream().noneMatch(known -> normal(known).equals(normal(location)))) {
      throw ArmException.badRequest(
          "LocationNotAvailableForResourceType",
          "The provided location '"
              + location
              + "' is not available for resource type '"
              + type
              + "'.");
    }
  }
}
