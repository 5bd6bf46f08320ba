package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is the same for everybody: regions, zones, instance types, images. */
final class PlaceActions {
  private static final String LINUX =
      "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-";

  private PlaceActions() {}

  static void register(Map<String, Operation> actions) {
    actions.put("DescribeRegions", PlaceActions::regions);
    actions.put("DescribeAvailabilityZones", PlaceActions::zones);
    actions.put("DescribeInstanceTypes", PlaceActions::types);
    actions.put("DescribeInstanceTypeOfferings", PlaceActions::offerings);
    actions.put("DescribeImages", PlaceActions::images);
  }

  private static Consumer<Xml> regions(Call call) {
    List<String> names = asked(call.in(), "RegionName", Places.REGIONS);
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      String endpoint = "ec2." + name + ".amazonaws.com";
      rows.add(
          new Row(
              rows.size(),
              Map.of(
                  "region-name",
                  name,
                  "endpoint",
                  endpoint,
                  "opt-in-status",
                  "opt-in-not-required"),
              xml ->
                  xml.add("regionName", name)
                      .add("regionEndpoint", endpoint)
                      .add("optInStatus", "opt-in-not-required")));
    }
    return Row.answer(
        "regionInfo",
        Row.page(call.in(), rows, Row.fields("region-name", "endpoint", "opt-in-status")));
  }

  private static List<String> asked(Params in, String parameter, List<String> all) {
    List<String> names = in.texts(parameter);
    for (String name : names) {
      if (!all.contains(name)) {
        throw AwsException.badRequest(
            "InvalidParameterValue", "Invalid %s: [%s]".formatted(parameter, name));
      }
    }
    return names.isEmpty() ? all : all.stream().filter(names::contains).toList();
  }

  private static Consumer<Xml> zones(Call call) {
    String region = call.region().name();
    List<String> ids = call.in().texts("ZoneId");
    List<Row> rows = new ArrayList<>();
    for (String zone : asked(call.in(), "ZoneName", Places.zones(region))) {
      String id = Places.zoneId(zone);
      if (ids.isEmpty() || ids.contains(id)) {
        rows.add(
            new Row(
                rows.size(),
                Map.of(
                    "zone-name",
                    zone,
                    "zone-id",
                    id,
                    "zone-type",
                    "availability-zone",
                    "state",
                    "available",
                    "region-name",
                    region,
                    "opt-in-status",
                    "opt-in-not-required"),
                xml -> writeZone(xml, region, zone)));
      }
    }
    return Row.answer(
        "availabilityZoneInfo",
        Row.page(
            call.in(),
            rows,
            Row.fields(
                "zone-name", "zone-id", "zone-type", "state", "region-name", "opt-in-status")));
  }

  private static void writeZone(Xml xml, String region, String zone) {
    xml.add("zoneName", zone)
        .add("zoneId", Places.zoneId(zone))
        .add("zoneState", "available")
        .add("zoneType", "availability-zone")
        .add("regionName", region)
        .add("groupName", region + "-zg-1")
        .add("networkBorderGroup", region)
        .add("optInStatus", "opt-in-not-required")
        .add("messageSet", set -> {});
  }

  private static List<InstanceType> typesOf(List<String> names) {
    return names.isEmpty()
        ? InstanceType.some()
        : names.stream().distinct().map(InstanceType::of).toList();
  }

  private static Consumer<Xml> types(Call call) {
    List<Row> rows = new ArrayList<>();
    for (InstanceType type : typesOf(call.in().texts("InstanceType"))) {
      rows.add(
          new Row(
              rows.size(),
              Map.of(
                  "instance-type", type.name(),
                  "bare-metal", String.valueOf(type.bareMetal()),
                  "hypervisor", type.bareMetal() ? "" : type.nitro() ? "nitro" : "xen",
                  "current-generation", String.valueOf(type.nitro()),
                  "processor-info.supported-architecture", type.architecture()),
              type::write));
    }
    return Row.answer(
        "instanceTypeSet",
        Row.page(
            call.in(),
            rows,
            Row.fields(
                "instance-type",
                "bare-metal",
                "hypervisor",
                "current-generation",
                "processor-info.supported-architecture")));
  }

  private static Consumer<Xml> offerings(Call call) {
    String region = call.region().name();
    String locationType = call.in().text("LocationType", "region");
    List<String> locations =
        switch (locationType) {
          case "region" -> List.of(region);
          case "availability-zone" -> Places.zones(region);
          case "availability-zone-id" -> Places.zones(region).stream().map(Places::zoneId).toList();
          default ->
              throw AwsException.badRequest(
                  "InvalidParameterValue",
                  "Value (%s) for parameter locationType is invalid.".formatted(locationType));
        };
    List<Row> rows = new ArrayList<>();
    for (InstanceType type : InstanceType.some()) {
      for (String location : locations) {
        rows.add(
            new Row(
                rows.size(),
                Map.of("instance-type", type.name(), "location", location),
                xml ->
                    xml.add("instanceType", type.name())
                        .add("locationType", locationType)
                        .add("location", location)));
      }
    }
    return Row.answer(
        "instanceTypeOfferingSet",
        Row.page(call.in(), rows, Row.fields("instance-type", "location")));
  }

  /** Any image that is asked for by id is there; else the current Amazon Linux. */
  private static Consumer<Xml> images(Call call) {
    List<String> ids = call.in().texts("ImageId");
    for (String id : ids) {
      if (!id.matches("ami-[0-9a-f]+")) {
        throw AwsException.badRequest(
            "InvalidAMIID.Malformed", "Invalid id: \"" + id + "\" (expecting \"ami-...\")");
      }
    }
    List<Row> rows = new ArrayList<>();
    for (String architecture : List.of("x86_64", "arm64")) {
      String linux = LaunchSpec.resolve(LINUX + architecture);
      List<String> shown =
          ids.isEmpty() ? List.of(linux) : architecture.equals("x86_64") ? ids : List.of();
      for (String id : shown) {
        rows.add(image(rows.size(), id, architecture));
      }
    }
    return Row.answer(
        "imagesSet",
        Row.page(
            call.in(),
            rows,
            Row.fields("image-id", "name", "architecture", "state", "owner-id", "owner-alias")));
  }

  private static Row image(int number, String id, String architecture) {
    String name = "al2023-ami-2023-kernel-default-" + architecture;
    return new Row(
        number,
        Map.of(
            "image-id",
            id,
            "name",
            name,
            "architecture",
            architecture,
            "state",
            "available",
            "owner-id",
            Account.ID,
            "owner-alias",
            "amazon"),
        xml ->
            xml.add("imageId", id)
                .add("imageLocation", "amazon/" + name)
                .add("imageState", "available")
                .add("imageOwnerId", Account.ID)
                .add("isPublic", true)
                .add("architecture", architecture)
                .add("imageType", "machine")
                .add("imageOwnerAlias", "amazon")
                .add("name", name)
                .add("rootDeviceType", "ebs")
                .add("rootDeviceName", "/dev/xvda")
                .add("virtualizationType", "hvm")
                .add("hypervisor", "xen")
                .add("enaSupport", true)
                .add("creationDate", "2025-01-01T00:00:00.000Z"));
  }
}
