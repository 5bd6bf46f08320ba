package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.LaunchTemplate;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.Optional;

/**
 * Which launch template a group launches from.
 *
 * @param version as it was said: a number, {@code $Latest} or {@code $Default}
 */
record TemplateSpec(String id, String name, String version) {

  /**
   * Reads it.
   *
   * @throws AwsException {@code ValidationError} when it names none, or none that is there
   */
  static TemplateSpec read(Params in, Compute compute, String region) {
    Optional<String> id = in.text("LaunchTemplateId");
    Optional<String> name = in.text("LaunchTemplateName");
    if (id.isPresent() == name.isPresent()) {
      throw Checks.invalid(
          "Valid requests must contain either launchTemplateId or LaunchTemplateName");
    }
    String version = in.text("Version").filter(text -> !text.isEmpty()).orElse("$Default");
    LaunchTemplate found =
        compute
            .launchTemplate(region, id.or(() -> name).orElseThrow(), version)
            .orElseThrow(
                () ->
                    Checks.invalid(
                        "You must use a valid fully-formed launch template. The specified launch template, with template %s, version %s, does not exist."
                            .formatted(
                                id.map(i -> "ID " + i)
                                    .orElseGet(() -> "name " + name.orElseThrow()),
                                version)));
    return new TemplateSpec(found.id(), found.name(), version);
  }

  /** The version that it means now, or empty where the template is gone. */
  Optional<LaunchTemplate> resolve(Compute compute, String region) {
    return compute.launchTemplate(region, id, version);
  }

  void write(Xml xml) {
    xml.add("LaunchTemplateId", id).add("LaunchTemplateName", name).add("Version", version);
  }
}
