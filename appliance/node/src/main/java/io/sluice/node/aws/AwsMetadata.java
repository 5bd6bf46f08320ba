package io.sluice.node.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Http;
import io.sluice.node.mailbox.InstanceMetadata;
import io.sluice.node.mailbox.MailboxException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * AWS's <a
 * href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html">
 * instance metadata service</a>, version 2: who this machine is, whether its Auto Scaling group
 * still wants it, and credentials of its role. Credentials are kept until they are about to expire
 * and never logged.
 */
public final class AwsMetadata implements InstanceMetadata {
  /** SDKs agree on this variable to replace the service's address; it may have a path. */
  public static final String ENDPOINT_VARIABLE = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

  public static final String DEFAULT_ENDPOINT = "http://169.254.169.254";

  /** New credentials are there at least five minutes before the old ones expire. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  /** The longest life that a session with the service can have. */
  private static final Duration SESSION = Duration.ofHours(6);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Http http;
  private final String endpoint;
  private final Clock clock;
  private @Nullable Session session;
  private @Nullable Kept kept;

  private record Session(String token, Instant renew) {}

  private record Kept(AwsCredentialsIdentity credentials, Instant renew, Instant expires) {}

  /**
   * @param endpoint scheme and authority, perhaps with a path
   */
  public AwsMetadata(HttpClient client, Backoff backoff, String endpoint, Clock clock) {
    this.http = new Http(client, backoff);
    this.endpoint =
        endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    this.clock = clock;
  }

  /** The instance id. */
  @Override
  public String machineName() throws MailboxException, InterruptedException {
    return text(get("meta-data/instance-id", "The instance id", true), "The instance id");
  }

  /**
   * The state that the machine's Auto Scaling group wants it in, {@code InService} or {@code
   * Terminated} say; empty when it is in no group.
   */
  public String targetLifecycleState() throws MailboxException, InterruptedException {
    String what = "The target lifecycle state";
    HttpResponse<byte[]> answer = get("meta-data/autoscaling/target-lifecycle-state", what, false);
    return answer.statusCode() == 404 ? "" : text(answer, what);
  }

  /**
   * Credentials of the machine's role that are valid for some time yet.
   *
   * @throws MailboxException when there are none
   */
  synchronized AwsCredentialsIdentity credentials() throws MailboxException, InterruptedException {
    Kept current = kept;
    if (current == null || !clock.instant().isBefore(current.renew())) {
      try {
        current = fetchCredentials();
      } catch (MailboxException e) {
        // Renewed early, so that the service may fail for a while
        if (current == null || !clock.instant().isBefore(current.expires())) {
          throw e;
        }
      }
      kept = current;
    }
    return current.credentials();
  }

  /** Gives up the kept credentials if they are still these, after a service has refused them. */
  synchronized void discard(AwsCredentialsIdentity refused) {
    if (kept != null && kept.credentials().equals(refused)) {
      kept = null;
    }
  }

  private Kept fetchCredentials() throws MailboxException, InterruptedException {
    String what = "The role's credentials";
    String path = "meta-data/iam/security-credentials/";
    String role = text(get(path, what, true), what);
    JsonNode answer;
    try {
      answer = JSON.readTree(text(get(path + role, what, true), what));
      AwsCredentialsIdentity credentials =
          AwsSessionCredentialsIdentity.create(
              field(answer, "AccessKeyId"),
              field(answer, "SecretAccessKey"),
              field(answer, "Token"));
      Instant now = clock.instant();
      Instant expires = Instant.parse(field(answer, "Expiration"));
      Duration life = Duration.between(now, expires);
      // What lives shorter than two margins is renewed at half its life, not on every call
      Duration early = life.compareTo(MARGIN.multipliedBy(2)) > 0 ? MARGIN : life.dividedBy(2);
      return new Kept(credentials, expires.minus(early), expires);
    } catch (IOException | DateTimeException e) {
      // Without the cause, which quotes what it could not read
      throw new MailboxException(what + " were answered with something that cannot be read");
    }
  }

  private static String field(JsonNode answer, String name) throws MailboxException {
    String value = answer.path(name).asText("");
    if (value.isEmpty()) {
      throw new MailboxException("The role's credentials have no " + name);
    }
    return value;
  }

  /**
   * @param awaited whether a thing that is not there yet (404) is waited for
   */
  private HttpResponse<byte[]> get(String path, String what, boolean awaited)
      throws MailboxException, InterruptedException {
    URI uri = URI.create(endpoint + "/latest/" + path);
    return http.send(
        what,
        () -> HttpRequest.newBuilder(uri).header("X-aws-ec2-metadata-token", token()),
        answer -> {
          int status = answer.statusCode();
          if (status == 401) {
            forgetSession();
          }
          return status == 401 || status == 429 || status >= 500 || (awaited && status == 404);
        });
  }

  private synchronized String token() throws MailboxException, InterruptedException {
    Session current = session;
    if (current == null || !clock.instant().isBefore(current.renew())) {
      URI uri = URI.create(endpoint + "/latest/api/token");
      String what = "The metadata service's token";
      String seconds = String.valueOf(SESSION.toSeconds());
      HttpResponse<byte[]> answer =
          http.send(
              what,
              () ->
                  HttpRequest.newBuilder(uri)
                      .header("X-aws-ec2-metadata-token-ttl-seconds", seconds)
                      .PUT(HttpRequest.BodyPublishers.noBody()),
              response -> response.statusCode() == 429 || response.statusCode() >= 500);
      current = new Session(text(answer, what), clock.instant().plus(SESSION.dividedBy(2)));
      session = current;
    }
    return current.token();
  }

  private synchronized void forgetSession() {
    session = null;
  }

  private static String text(HttpResponse<byte[]> answer, String what) throws MailboxException {
    String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
    if (answer.statusCode() != 200 || text.isEmpty()) {
      throw new MailboxException(
          "%s was answered with %d%s"
              .formatted(
                  what, answer.statusCode(), answer.statusCode() == 200 ? " and nothing" : ""));
    }
    return text;
  }
}
