package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what a launch template holds in the words of answers, which differ from requests'. */
final class LaunchData {
  /** Lists by their name in requests. Others keep their name and get {@code Set} behind it. */
  private static final Map<String, String> LISTS =
      Map.of(
          "LicenseSpecification", "licenseSet",
          "Ipv6Addresses", "ipv6AddressesSet",
          "PrivateIpAddresses", "privateIpAddressesSet");

  private LaunchData() {}

  static void version(Xml xml, LaunchTemplate template, LaunchTemplate.Version version) {
    String description = version.description();
    xml.add("launchTemplateId", template.id())
        .add("launchTemplateName", template.name())
        .add("versionNumber", version.number())
        .add("versionDescription", description.isEmpty() ? null : description)
        .add("createTime", version.created())
        .add("createdBy", LaunchTemplate.CREATED_BY)
        .add("defaultVersion", template.isDefault(version))
        .add("launchTemplateData", data -> structure(data, version.data(), ""));
  }

  private static void structure(Xml xml, Params in, String parent) {
    for (String name : in.names()) {
      List<Params> items = in.list(name);
      if (!items.isEmpty()) {
        // The groups of an interface are the one list with another item
        boolean ofInterface = parent.equals("NetworkInterface") && name.equals("SecurityGroupId");
        String set = ofInterface ? "groupSet" : LISTS.getOrDefault(name, first(name) + "Set");
        String item = ofInterface ? "groupId" : "item";
        xml.list(
            set,
            item,
            items,
            (inner, each) ->
                each.value().ifPresentOrElse(inner::text, () -> structure(inner, each, name)));
      } else if (in.text(name).isPresent()) {
        xml.add(first(name), in.text(name).orElse(""));
      } else {
        xml.add(first(name), inner -> structure(inner, in.child(name), name));
      }
    }
  }

  private static String first(String name) {
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}
