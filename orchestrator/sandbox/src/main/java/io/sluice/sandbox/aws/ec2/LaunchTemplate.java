package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A launch template with its versions. */
final class LaunchTemplate extends Resource {
  /** Who made it. */
  static final String CREATED_BY = "arn:aws:iam::" + Account.ID + ":user/sandbox";

  /**
   * One version, which never changes.
   *
   * @param data the request's {@code LaunchTemplateData}
   */
  record Version(long number, String description, Params data, Instant created) {}

  private final String name;
  private final NavigableMap<Long, Version> versions = new TreeMap<>();
  private long latest;
  private long preferred = 1;

  LaunchTemplate(Identity identity, String name) {
    super(Kind.LAUNCH_TEMPLATE, identity);
    this.name = name;
  }

  static Fields<LaunchTemplate> fields() {
    return new Fields<LaunchTemplate>()
        .one("launch-template-name", LaunchTemplate::name)
        .one("create-time", LaunchTemplate::created)
        .tags();
  }

  String name() {
    return name;
  }

  /** Numbers are never used twice. */
  Version add(String description, Params data) {
    Version version = new Version(++latest, description, data, Instant.now());
    versions.put(version.number(), version);
    return version;
  }

  NavigableMap<Long, Version> versions() {
    return versions;
  }

  boolean isDefault(Version version) {
    return version.number() == preferred;
  }

  void prefer(Version version) {
    preferred = version.number();
  }

  /**
   * A version by its number, {@code $Latest}, {@code $Default}, or the default one where it is
   * empty.
   *
   * @throws AwsException {@code InvalidLaunchTemplateId.VersionNotFound}
   */
  Version version(String text) {
    Version found =
        switch (text) {
          case "", "$Default" -> versions.get(preferred);
          case "$Latest" -> versions.lastEntry().getValue();
          default -> text.matches("[0-9]{1,18}") ? versions.get(Long.parseLong(text)) : null;
        };
    if (found == null) {
      throw AwsException.badRequest(
          "InvalidLaunchTemplateId.VersionNotFound",
          "Could not find launch template version '%s' for '%s'".formatted(text, id()));
    }
    return found;
  }

  @Override
  void write(Xml xml) {
    xml.add("launchTemplateId", id())
        .add("launchTemplateName", name)
        .add("createTime", created())
        .add("createdBy", CREATED_BY)
        .add("defaultVersionNumber", preferred)
        .add("latestVersionNumber", latest);
    writeTags(xml);
  }
}
