package io.sluice.sandbox.aws.sts;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.iam.Iam;
import io.sluice.sandbox.aws.iam.InstanceProfile.RoleName;
import io.sluice.sandbox.aws.iam.TemporaryKey;
import io.sluice.sandbox.aws.iam.TemporaryKeys;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.QueryService;
import io.sluice.sandbox.aws.wire.Xml;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GetCallerIdentity} and {@code AssumeRole}. Trust policies are not asked: the sandbox has
 * one account, and whoever is outside may assume any role of it.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html">STS API</a>
 */
public final class Sts {
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  /** What everybody from outside is. */
  private static final String USER = Account.arn("iam", "", "user/sandbox");

  private static final String USER_ID = "AIDASLUICESANDBOXUSER";

  private final TemporaryKeys keys;
  private final Iam iam;
  private final QueryService service;

  public Sts(TemporaryKeys keys, Iam iam) {
    this.keys = keys;
    this.iam = iam;
    service =
        new QueryService(
            QueryService.Protocol.QUERY,
            NAMESPACE,
            Map.of("GetCallerIdentity", this::identity, "AssumeRole", this::assume));
  }

  public QueryService service() {
    return service;
  }

  public Response handle(Request request, Caller caller) {
    return service.handle(request, caller);
  }

  /** Needs no permission, as in AWS. */
  private void identity(Caller caller, Params in, Xml out) {
    Optional<TemporaryKey> key = keys.find(caller.accessKey());
    out.add("Arn", key.map(TemporaryKey::arn).orElse(USER))
        .add("UserId", key.map(each -> each.roleId() + ":" + each.session()).orElse(USER_ID))
        .add("Account", Account.ID);
  }

  private void assume(Caller caller, Params in, Xml out) {
    String arn = in.require("RoleArn");
    String session = in.require("RoleSessionName");
    if (!session.matches("[\\w+=,.@-]{2,64}")) {
      throw AwsException.badRequest(
          "ValidationError",
          "1 validation error detected: Value '%s' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
              .formatted(session));
    }
    Optional<RoleName> role = iam.role(arn);
    // AWS does not tell whether the role is missing or only closed to the caller
    if (role.isEmpty() || !iam.allows(caller, "sts:AssumeRole", arn)) {
      throw new AwsException(
          403,
          "AccessDenied",
          "User: %s is not authorized to perform: sts:AssumeRole on resource: %s"
              .formatted(keys.find(caller.accessKey()).map(TemporaryKey::arn).orElse(USER), arn));
    }
    int seconds = in.number("DurationSeconds").orElse(3600);
    int most = iam.maxSessionSeconds(role.get()).orElse(3600);
    if (seconds < 900 || seconds > most) {
      throw AwsException.badRequest(
          "ValidationError",
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    TemporaryKey key =
        keys.issue(role.get().name(), role.get().id(), session, Duration.ofSeconds(seconds));
    out.add(
            "AssumedRoleUser",
            xml ->
                xml.add("AssumedRoleId", key.roleId() + ":" + key.session()).add("Arn", key.arn()))
        .add(
            "Credentials",
            xml ->
                xml.add("AccessKeyId", key.accessKey())
                    .add("SecretAccessKey", key.secret())
                    .add("SessionToken", key.token())
                    .add("Expiration", key.expires()));
  }
}
