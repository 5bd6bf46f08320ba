package io.sluice.sandbox.aws.ec2;

import java.util.List;

/** Regions and zones: every region has the zones a, b and c. */
final class Places {
  static final List<String> REGIONS =
      List.of(
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-south-1",
          "ap-southeast-1",
          "ap-southeast-2",
          "ca-central-1",
          "eu-central-1",
          "eu-north-1",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "sa-east-1",
          "us-east-1",
          "us-east-2",
          "us-west-1",
          "us-west-2");

  private Places() {}

  static List<String> zones(String region) {
    return List.of(region + "a", region + "b", region + "c");
  }

  /** {@code eu-west-1a} is {@code euw1-az1}. */
  static String zoneId(String zone) {
    String[] parts = zone.split("-", -1);
    StringBuilder id = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length - 1; i++) {
      String part = parts[i];
      id.append(
          switch (part) {
            case "northeast" -> "ne";
            case "northwest" -> "nw";
            case "southeast" -> "se";
            case "southwest" -> "sw";
            default -> part.substring(0, 1);
          });
    }
    String last = parts[parts.length - 1];
    return id.append(last, 0, last.length() - 1)
        .append("-az")
        .append(last.charAt(last.length() - 1) - 'a' + 1)
        .toString();
  }
}
