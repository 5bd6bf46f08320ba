package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.cloud.Permissions;
import io.sluice.sandbox.aws.iam.InstanceProfile.RoleName;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.QueryService;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * IAM, global to the account: roles, their policies and instance profiles, and what they let a
 * machine do. Policies of resources (of a bucket, say) are not asked, and the sandbox knows no
 * condition keys. Changes hold at once. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html">IAM API</a>
 */
public final class Iam implements Permissions {
  private static final String NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";

  private final Directory directory = new Directory();
  private final TemporaryKeys keys;
  private final QueryService service;

  /**
   * @param keys by which machines are told from everybody else
   */
  public Iam(TemporaryKeys keys) {
    this.keys = keys;
    Map<String, Action> actions = new HashMap<>();
    actions.putAll(new Roles(directory).actions());
    actions.putAll(new RolePolicies(directory).actions());
    actions.putAll(new Profiles(directory).actions());
    Map<String, Action> guarded = new HashMap<>();
    actions.forEach((name, action) -> guarded.put(name, guarded(name, action)));
    service = new QueryService(QueryService.Protocol.QUERY, NAMESPACE, guarded);
  }

  private Action guarded(String name, Action action) {
    return (caller, in, out) -> {
      require(caller, "iam:" + name, "*");
      synchronized (directory) {
        action.run(caller, in, out);
      }
    };
  }

  public QueryService service() {
    return service;
  }

  public Response handle(Request request, Caller caller) {
    return service.handle(request, caller);
  }

  @Override
  public boolean allows(Caller caller, String action, String resource) {
    Optional<TemporaryKey> key = keys.find(caller.accessKey());
    if (key.isEmpty()) {
      return true;
    }
    synchronized (directory) {
      Role role = directory.roles.get(key.get().role());
      // A role of the same name that was made anew is another role
      return role != null && role.id.equals(key.get().roleId()) && role.allows(action, resource);
    }
  }

  /**
   * As {@link #allows}, in the words of a refusal.
   *
   * @throws AwsException {@code AccessDenied}
   */
  public void require(Caller caller, String action, String resource) {
    if (!allows(caller, action, resource)) {
      throw new AwsException(403, "AccessDenied", denial(caller, action, resource));
    }
  }

  /** Why something was refused, as AWS words it. */
  public String denial(Caller caller, String action, String resource) {
    return "User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action"
        .formatted(
            keys.find(caller.accessKey()).map(TemporaryKey::arn).orElse(caller.accessKey()),
            action,
            resource,
            action);
  }

  /**
   * Looks up an instance profile.
   *
   * @param nameOrArn as instances and launch templates give it
   */
  public Optional<InstanceProfile> instanceProfile(String nameOrArn) {
    synchronized (directory) {
      // Names are unique whatever their paths, which an ARN made of a name does not tell
      String name = nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
      return Optional.ofNullable(directory.profiles.get(name))
          .map(
              found ->
                  new InstanceProfile(
                      found.arn(),
                      found.id,
                      found.name,
                      Optional.ofNullable(found.role)
                          .map(role -> new RoleName(role.name, role.id))));
    }
  }

  /**
   * A role that somebody wants to assume.
   *
   * @return how long a session of it may last at most, in seconds
   */
  public Optional<Integer> maxSessionSeconds(RoleName name) {
    synchronized (directory) {
      return Optional.ofNullable(directory.roles.get(name.name()))
          .filter(role -> role.id.equals(name.id()))
          .map(role -> role.maxSessionSeconds);
    }
  }

  /** Finds a role by its ARN. */
  public Optional<RoleName> role(String arn) {
    synchronized (directory) {
      return directory.roles.values().stream()
          .filter(role -> role.arn().equals(arn))
          .findFirst()
          .map(role -> new RoleName(role.name, role.id));
    }
  }
}
