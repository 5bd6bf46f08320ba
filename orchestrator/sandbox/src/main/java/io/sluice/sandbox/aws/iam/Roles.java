package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The actions on roles themselves. */
final class Roles {
  private static final int HOUR = 3600;

  private final Directory directory;

  Roles(Directory directory) {
    this.directory = directory;
  }

  Map<String, Action> actions() {
    return Map.ofEntries(
        Map.entry("CreateRole", this::create),
        Map.entry("GetRole", this::get),
        Map.entry("ListRoles", this::list),
        Map.entry("UpdateRole", this::update),
        Map.entry("UpdateAssumeRolePolicy", this::updateTrust),
        Map.entry("DeleteRole", this::delete),
        Map.entry("TagRole", this::tag),
        Map.entry("UntagRole", this::untag),
        Map.entry("ListRoleTags", this::listTags));
  }

  private Role named(Params in) {
    return directory.role(Inputs.name(in, "RoleName", 64));
  }

  private void create(Caller caller, Params in, Xml out) {
    String name = Inputs.name(in, "RoleName", 64);
    String path = Inputs.path(in);
    int session = session(in.number("MaxSessionDuration").orElse(HOUR));
    Policy trust = Policy.trust(Inputs.document(in, "AssumeRolePolicyDocument"));
    if (directory.roles.containsKey(name)) {
      throw Directory.alreadyExists("Role with name " + name + " already exists.");
    }
    Role role = new Role(path, name, trust, in.text("Description", ""), session);
    Inputs.addTags(in, role.tags);
    directory.roles.put(name, role);
    out.add("Role", xml -> write(xml, role, true));
  }

  private static int session(int seconds) {
    if (seconds < HOUR || seconds > 12 * HOUR) {
      throw Inputs.invalid(
          Integer.toString(seconds),
          "maxSessionDuration",
          "Member must have value between 3600 and 43200");
    }
    return seconds;
  }

  private void get(Caller caller, Params in, Xml out) {
    Role role = named(in);
    out.add("Role", xml -> write(xml, role, true));
  }

  private void list(Caller caller, Params in, Xml out) {
    String prefix = in.text("PathPrefix", "/");
    Inputs.page(
        in,
        out,
        directory.roles.values().stream().filter(role -> role.path.startsWith(prefix)).toList(),
        role -> role.name,
        (xml, page) -> xml.list("Roles", "member", page, (each, role) -> write(each, role, false)));
  }

  /** Lists leave out what only {@code GetRole} tells: the tags. */
  static void write(Xml xml, Role role, boolean whole) {
    xml.add("Path", role.path)
        .add("RoleName", role.name)
        .add("RoleId", role.id)
        .add("Arn", role.arn())
        .add("CreateDate", role.created)
        .add("AssumeRolePolicyDocument", encoded(role.trust));
    if (!role.description.isEmpty()) {
      xml.add("Description", role.description);
    }
    xml.add("MaxSessionDuration", role.maxSessionSeconds);
    if (whole && !role.tags.isEmpty()) {
      Inputs.writeTags(xml, role.tags.entrySet());
    }
  }

  /** IAM answers documents percent-encoded after RFC 3986. */
  static String encoded(Policy policy) {
    return URLEncoder.encode(policy.document(), StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private void update(Caller caller, Params in, Xml out) {
    Role role = named(in);
    in.number("MaxSessionDuration").ifPresent(each -> role.maxSessionSeconds = session(each));
    in.text("Description").ifPresent(each -> role.description = each);
  }

  private void updateTrust(Caller caller, Params in, Xml out) {
    Role role = named(in);
    role.trust = Policy.trust(Inputs.document(in, "PolicyDocument"));
  }

  private void delete(Caller caller, Params in, Xml out) {
    Role role = named(in);
    if (directory.profiles.values().stream().anyMatch(profile -> profile.role == role)) {
      throw Directory.deleteConflict(
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    if (!role.attached.isEmpty()) {
      throw Directory.deleteConflict("Cannot delete entity, must detach all policies first.");
    }
    if (!role.inline.isEmpty()) {
      throw Directory.deleteConflict("Cannot delete entity, must delete policies first.");
    }
    directory.roles.remove(role.name);
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
