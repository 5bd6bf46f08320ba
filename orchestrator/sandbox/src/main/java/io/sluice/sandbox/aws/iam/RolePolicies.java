package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.Map;

/** The actions on what a role may do: inline policies and those attached by their ARN. */
final class RolePolicies {
  /** Characters without white space, of all inline policies of a role. */
  private static final int MOST_INLINE = 10_240;

  private static final int MOST_ATTACHED = 10;

  private final Directory directory;

  RolePolicies(Directory directory) {
    this.directory = directory;
  }

  Map<String, Action> actions() {
    return Map.of(
        "PutRolePolicy", this::put,
        "GetRolePolicy", this::get,
        "DeleteRolePolicy", this::delete,
        "ListRolePolicies", this::list,
        "AttachRolePolicy", this::attach,
        "DetachRolePolicy", this::detach,
        "ListAttachedRolePolicies", this::listAttached);
  }

  private Role named(Params in) {
    return directory.role(Inputs.name(in, "RoleName", 64));
  }

  private void put(Caller caller, Params in, Xml out) {
    Role role = named(in);
    String name = Inputs.name(in, "PolicyName", 128);
    Policy policy = Policy.identity(Inputs.document(in, "PolicyDocument"));
    long others =
        role.inline.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(name))
            .mapToLong(entry -> size(entry.getValue()))
            .sum();
    if (others + size(policy) > MOST_INLINE) {
      throw Directory.limitExceeded(
          "Maximum policy size of " + MOST_INLINE + " bytes exceeded for role " + role.name);
    }
    role.inline.put(name, policy);
  }

  private static long size(Policy policy) {
    return policy.document().chars().filter(c -> !Character.isWhitespace(c)).count();
  }

  private void get(Caller caller, Params in, Xml out) {
    Role role = named(in);
    String name = Inputs.name(in, "PolicyName", 128);
    Policy policy = role.inline.get(name);
    if (policy == null) {
      throw noPolicy(name);
    }
    out.add("RoleName", role.name)
        .add("PolicyName", name)
        .add("PolicyDocument", Roles.encoded(policy));
  }

  private void delete(Caller caller, Params in, Xml out) {
    Role role = named(in);
    String name = Inputs.name(in, "PolicyName", 128);
    if (role.inline.remove(name) == null) {
      throw noPolicy(name);
    }
  }

  private static AwsException noPolicy(String name) {
    return Directory.noSuchEntity("The role policy with name " + name + " cannot be found.");
  }

  private void list(Caller caller, Params in, Xml out) {
    Inputs.page(
        in,
        out,
        named(in).inline.keySet(),
        name -> name,
        (xml, page) -> xml.texts("PolicyNames", "member", page));
  }

  private void attach(Caller caller, Params in, Xml out) {
    Role role = named(in);
    String arn = Inputs.document(in, "PolicyArn");
    if (!ManagedPolicies.exists(arn)) {
      throw Directory.noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
    }
    if (role.attached.size() >= MOST_ATTACHED && !role.attached.contains(arn)) {
      throw Directory.limitExceeded("Cannot exceed quota for PoliciesPerRole: " + MOST_ATTACHED);
    }
    role.attached.add(arn);
  }

  private void detach(Caller caller, Params in, Xml out) {
    Role role = named(in);
    String arn = Inputs.document(in, "PolicyArn");
    if (!role.attached.remove(arn)) {
      throw Directory.noSuchEntity("Policy " + arn + " was not found.");
    }
  }

  private void listAttached(Caller caller, Params in, Xml out) {
    Inputs.page(
        in,
        out,
        named(in).attached,
        arn -> arn,
        (xml, page) ->
            xml.list(
                "AttachedPolicies",
                "member",
                page,
                (each, arn) ->
                    each.add("PolicyName", arn.substring(arn.lastIndexOf('/') + 1))
                        .add("PolicyArn", arn)));
  }
}
