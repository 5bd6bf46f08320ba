package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Launch templates and their versions. */
final class LaunchTemplates {
  private static final int MOST_AT_ONCE = 200;
  private static final Listing<LaunchTemplate> LISTING =
      new Listing<>(
          "LaunchTemplateId",
          "launchTemplates",
          1,
          MOST_AT_ONCE,
          Region::launchTemplates,
          LaunchTemplate.fields());

  private LaunchTemplates() {}

  static void register(Map<String, Operation> actions) {
    actions.put("CreateLaunchTemplate", LaunchTemplates::create);
    actions.put("CreateLaunchTemplateVersion", LaunchTemplates::createVersion);
    actions.put("ModifyLaunchTemplate", LaunchTemplates::modify);
    actions.put("DeleteLaunchTemplate", LaunchTemplates::delete);
    actions.put("DeleteLaunchTemplateVersions", LaunchTemplates::deleteVersions);
    actions.put("DescribeLaunchTemplates", LaunchTemplates::describe);
    actions.put("DescribeLaunchTemplateVersions", LaunchTemplates::describeVersions);
  }

  /**
   * By id or name.
   *
   * @throws AwsException {@code ...NotFoundException}
   */
  static LaunchTemplate find(Region region, String idOrName) {
    return region
        .launchTemplates()
        .find(idOrName)
        .or(() -> byName(region, idOrName))
        .orElseThrow(
            () -> idOrName.startsWith("lt-") ? unknownId(idOrName) : unknownName(idOrName));
  }

  private static Optional<LaunchTemplate> byName(Region region, String name) {
    return region.launchTemplates().all().stream()
        .filter(template -> template.name().equals(name))
        .findFirst();
  }

  private static AwsException unknownId(String id) {
    return AwsException.badRequest(
        "InvalidLaunchTemplateId.NotFound",
        "The specified launch template, with template ID %s, does not exist.".formatted(id));
  }

  private static AwsException unknownName(String name) {
    return AwsException.badRequest(
        "InvalidLaunchTemplateName.NotFoundException",
        "The specified launch template, with template name %s, does not exist.".formatted(name));
  }

  /** The one that {@code LaunchTemplateId} or {@code LaunchTemplateName} names. */
  static LaunchTemplate named(Region region, Params in) {
    String id = in.text("LaunchTemplateId", "");
    String name = in.text("LaunchTemplateName", "");
    if (id.isEmpty() == name.isEmpty()) {
      throw AwsException.badRequest(
          id.isEmpty() ? "MissingParameter" : "InvalidParameterCombination",
          "Either a launch template ID or a name must be given.");
    }
    if (id.isEmpty()) {
      return byName(region, name).orElseThrow(() -> unknownName(name));
    }
    Kind.LAUNCH_TEMPLATE.check(id);
    return region.launchTemplates().find(id).orElseThrow(() -> unknownId(id));
  }

  private static Consumer<Xml> create(Call call) {
    Region region = call.region();
    String name = call.in().require("LaunchTemplateName");
    if (!name.matches("[a-zA-Z0-9().\\-/_]{3,128}")) {
      throw AwsException.badRequest(
          "InvalidLaunchTemplateName.MalformedException",
          "The launch template name '" + name + "' has other characters than it may have.");
    }
    Params data = data(call);
    if (byName(region, name).isPresent()) {
      throw AwsException.badRequest(
          "InvalidLaunchTemplateName.AlreadyExistsException",
          "Launch template name already in use.");
    }
    Map<String, String> tags = TagSpecs.read(call.in(), Kind.LAUNCH_TEMPLATE);
    LaunchTemplate template =
        region
            .launchTemplates()
            .add(new LaunchTemplate(region.identity(Kind.LAUNCH_TEMPLATE), name));
    template.tags().putAll(tags);
    template.add(call.in().text("VersionDescription", ""), data);
    return xml -> xml.add("launchTemplate", template::write);
  }

  private static Params data(Call call) {
    Params data = call.in().child("LaunchTemplateData");
    if (data.names().isEmpty()) {
      throw AwsException.badRequest(
          "MissingParameter", "The request must contain the parameter LaunchTemplateData");
    }
    String type = data.text("InstanceType", "");
    if (!type.isEmpty()) {
      InstanceType.of(type);
    }
    LaunchPlan.checkUserData(data.text("UserData", ""));
    return data;
  }

  private static Consumer<Xml> createVersion(Call call) {
    LaunchTemplate template = named(call.region(), call.in());
    Params data = data(call);
    String source = call.in().text("SourceVersion", "");
    Params whole = source.isEmpty() ? data : data.over(template.version(source).data());
    LaunchTemplate.Version version = template.add(call.in().text("VersionDescription", ""), whole);
    return xml ->
        xml.add("launchTemplateVersion", inner -> LaunchData.version(inner, template, version));
  }

  private static Consumer<Xml> modify(Call call) {
    LaunchTemplate template = named(call.region(), call.in());
    call.in().text("SetDefaultVersion").ifPresent(text -> template.prefer(template.version(text)));
    return xml -> xml.add("launchTemplate", template::write);
  }

  private static Consumer<Xml> delete(Call call) {
    LaunchTemplate template = named(call.region(), call.in());
    call.region().launchTemplates().remove(template);
    return xml -> xml.add("launchTemplate", template::write);
  }

  private static Consumer<Xml> deleteVersions(Call call) {
    LaunchTemplate template = named(call.region(), call.in());
    List<Long> gone = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (String number : call.in().texts("LaunchTemplateVersion")) {
      LaunchTemplate.Version version =
          number.matches("[0-9]{1,18}") ? template.versions().get(Long.valueOf(number)) : null;
      if (version == null || template.isDefault(version)) {
        kept.add(number);
      } else {
        template.versions().remove(version.number());
        gone.add(version.number());
      }
    }
    return xml ->
        xml.list(
                "successfullyDeletedLaunchTemplateVersionSet",
                "item",
                gone,
                (item, number) -> reference(item, template).add("versionNumber", number))
            .list(
                "unsuccessfullyDeletedLaunchTemplateVersionSet",
                "item",
                kept,
                (item, number) ->
                    reference(item, template)
                        .add("versionNumber", number)
                        .add(
                            "responseError",
                            error ->
                                error
                                    .add("code", "launchTemplateVersionDoesNotExist")
                                    .add(
                                        "message",
                                        "Version %s is the default one or is not there."
                                            .formatted(number))));
  }

  private static Xml reference(Xml xml, LaunchTemplate template) {
    return xml.add("launchTemplateId", template.id()).add("launchTemplateName", template.name());
  }

  private static Consumer<Xml> describe(Call call) {
    Set<String> names = new TreeSet<>(call.in().texts("LaunchTemplateName"));
    for (String name : names) {
      if (byName(call.region(), name).isEmpty()) {
        throw unknownName(name);
      }
    }
    return LISTING.answer(
        LISTING.page(
            call.in(),
            call.region().launchTemplates(),
            template -> names.isEmpty() || names.contains(template.name())));
  }

  /** Of one template, or with {@code $Latest} and {@code $Default} alone of all. */
  private static Consumer<Xml> describeVersions(Call call) {
    Params in = call.in();
    List<String> asked = in.texts("LaunchTemplateVersion");
    List<LaunchTemplate> templates;
    if (in.has("LaunchTemplateId") || in.has("LaunchTemplateName")) {
      templates = List.of(named(call.region(), in));
    } else if (!asked.isEmpty() && List.of("$Latest", "$Default").containsAll(asked)) {
      templates = List.copyOf(call.region().launchTemplates().all());
    } else {
      throw AwsException.badRequest(
          "MissingParameter", "Either a launch template ID or a name must be given.");
    }
    long least = in.number("MinVersion").orElse(1);
    long most = in.number("MaxVersion").orElse(Integer.MAX_VALUE);
    return xml ->
        xml.add(
            "launchTemplateVersionSet",
            set -> {
              for (LaunchTemplate template : templates) {
                List<LaunchTemplate.Version> versions =
                    asked.isEmpty()
                        ? List.copyOf(template.versions().descendingMap().values())
                        : asked.stream().map(template::version).distinct().toList();
                for (LaunchTemplate.Version version : versions) {
                  if (version.number() >= least && version.number() <= most) {
                    set.add("item", item -> LaunchData.version(item, template, version));
                  }
                }
              }
            });
  }
}
