package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Map;

/** The actions on instance profiles. */
final class Profiles {
  private final Directory directory;

  Profiles(Directory directory) {
    this.directory = directory;
  }

  Map<String, Action> actions() {
    return Map.ofEntries(
        Map.entry("CreateInstanceProfile", this::create),
        Map.entry("GetInstanceProfile", this::get),
        Map.entry("ListInstanceProfiles", this::list),
        Map.entry("ListInstanceProfilesForRole", this::listForRole),
        Map.entry("DeleteInstanceProfile", this::delete),
        Map.entry("AddRoleToInstanceProfile", this::addRole),
        Map.entry("RemoveRoleFromInstanceProfile", this::removeRole),
        Map.entry("TagInstanceProfile", this::tag),
        Map.entry("UntagInstanceProfile", this::untag),
        Map.entry("ListInstanceProfileTags", this::listTags));
  }

  private Profile named(Params in) {
    return directory.profile(Inputs.name(in, "InstanceProfileName", 128));
  }

  private void create(Caller caller, Params in, Xml out) {
    String name = Inputs.name(in, "InstanceProfileName", 128);
    Profile profile = new Profile(Inputs.path(in), name);
    Inputs.addTags(in, profile.tags);
    if (directory.profiles.putIfAbsent(name, profile) != null) {
      throw Directory.alreadyExists("Instance Profile " + name + " already exists.");
    }
    out.add("InstanceProfile", xml -> write(xml, profile, true));
  }

  private void get(Caller caller, Params in, Xml out) {
    Profile profile = named(in);
    out.add("InstanceProfile", xml -> write(xml, profile, true));
  }

  private void list(Caller caller, Params in, Xml out) {
    String prefix = in.text("PathPrefix", "/");
    page(
        in,
        out,
        directory.profiles.values().stream()
            .filter(profile -> profile.path.startsWith(prefix))
            .toList());
  }

  private void listForRole(Caller caller, Params in, Xml out) {
    Role role = directory.role(Inputs.name(in, "RoleName", 64));
    page(
        in,
        out,
        directory.profiles.values().stream().filter(profile -> profile.role == role).toList());
  }

  private static void page(Params in, Xml out, List<Profile> profiles) {
    Inputs.page(
        in,
        out,
        profiles,
        profile -> profile.name,
        (xml, page) ->
            xml.list(
                "InstanceProfiles",
                "member",
                page,
                (each, profile) -> write(each, profile, false)));
  }

  private static void write(Xml xml, Profile profile, boolean whole) {
    Role role = profile.role;
    xml.add("Path", profile.path)
        .add("InstanceProfileName", profile.name)
        .add("InstanceProfileId", profile.id)
        .add("Arn", profile.arn())
        .add("CreateDate", profile.created)
        .list(
            "Roles",
            "member",
            role == null ? List.<Role>of() : List.of(role),
            (inner, each) -> Roles.write(inner, each, false));
    if (whole && !profile.tags.isEmpty()) {
      Inputs.writeTags(xml, profile.tags.entrySet());
    }
  }

  private void delete(Caller caller, Params in, Xml out) {
    Profile profile = named(in);
    if (profile.role != null) {
      throw Directory.deleteConflict(
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    directory.profiles.remove(profile.name);
  }

  private void addRole(Caller caller, Params in, Xml out) {
    Profile profile = named(in);
    Role role = directory.role(Inputs.name(in, "RoleName", 64));
    if (profile.role != null) {
      throw Directory.limitExceeded(
          "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    }
    profile.role = role;
  }

  private void removeRole(Caller caller, Params in, Xml out) {
    Profile profile = named(in);
    String name = Inputs.name(in, "RoleName", 64);
    if (profile.role == null || !profile.role.name.equalsIgnoreCase(name)) {
      throw Directory.noSuchEntity(
          "The role with name " + name + " is not in instance profile " + profile.name + ".");
    }
    profile.role = null;
  }

  private void tag(Caller caller, Params in, Xml out) {
    Inputs.addTags(in, named(in).tags);
  }

  private void untag(Caller caller, Params in, Xml out) {
    in.texts("TagKeys").forEach(named(in).tags::remove);
  }

  private void listTags(Caller caller, Params in, Xml out) {
    Inputs.page(in, out, named(in).tags.entrySet(), Map.Entry::getKey, Inputs::writeTags);
  }
}
