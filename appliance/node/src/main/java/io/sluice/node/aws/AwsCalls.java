package io.sluice.node.aws;

import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Http;
import io.sluice.node.mailbox.MailboxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Calls of one service, signed with the machine's own credentials and made again when that may
 * help. A role's rights take a while to be known everywhere, so refusals (403) are tried again, and
 * so are credentials that have run out, with new ones.
 */
final class AwsCalls {
  private static final Pattern ERROR_CODE = Pattern.compile("<Code>([A-Za-z0-9.]+)</Code>");

  private static final Set<String> STALE_CREDENTIALS =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidToken",
          "RequestExpired");

  private static final Set<String> PASSING =
      Set.of("NoSuchBucket", "RequestTimeout", "Throttling", "ThrottlingException");

  private final Http http;
  private final AwsMetadata identity;
  private final AwsSigner signer;

  /**
   * @param service its name in signatures, e.g. {@code s3}
   */
  AwsCalls(
      HttpClient client,
      Backoff backoff,
      AwsMetadata identity,
      String service,
      String region,
      Clock clock) {
    this.http = new Http(client, backoff);
    this.identity = identity;
    this.signer = new AwsSigner(service, region, clock);
  }

  /**
   * Sends until an answer is worth having, or attempts run out.
   *
   * @param what is being done, to begin a sentence with
   * @return the last answer
   * @throws MailboxException when there are no credentials, or the last attempt got no answer
   */
  HttpResponse<byte[]> send(
      String what, String method, URI uri, Map<String, String> headers, byte[] body)
      throws MailboxException, InterruptedException {
    return send(what, method, uri, headers, new Payload.Bytes(body));
  }

  /** As the other, with any body. */
  HttpResponse<byte[]> send(
      String what, String method, URI uri, Map<String, String> headers, Payload body)
      throws MailboxException, InterruptedException {
    AwsCredentialsIdentity[] used = new AwsCredentialsIdentity[1];
    return http.send(
        what,
        () -> {
          AwsCredentialsIdentity credentials = identity.credentials();
          used[0] = credentials;
          try {
            return signer.sign(method, uri, headers, body, credentials);
          } catch (RuntimeException e) {
            // The signer wraps what the body's stream throws, and not always as unchecked IO
            if (isUnread(e)) {
              throw new MailboxException(what + " cannot be done: its file cannot be read", e);
            }
            throw e;
          }
        },
        response -> {
          String code = errorCode(response);
          if (STALE_CREDENTIALS.contains(code)) {
            identity.discard(used[0]);
            return true;
          }
          int status = response.statusCode();
          return status == 403
              || status == 408
              || status == 429
              || status >= 500
              || PASSING.contains(code);
        },
        body.patience());
  }

  private static boolean isUnread(@Nullable Throwable e) {
    return e != null
        && (e instanceof IOException
            || e instanceof UncheckedIOException
            || isUnread(e.getCause()));
  }

  /** The answer's own error code, which says more than its status, as the end of a sentence. */
  static MailboxException refused(String what, HttpResponse<byte[]> response) {
    String code = errorCode(response);
    return new MailboxException(
        "%s was answered with %d%s"
            .formatted(what, response.statusCode(), code.isEmpty() ? "" : " " + code));
  }

  /** The store's word for what is wrong, or empty. */
  static String errorCode(HttpResponse<byte[]> response) {
    if (response.statusCode() < 300) {
      return "";
    }
    Matcher code = ERROR_CODE.matcher(new String(response.body(), StandardCharsets.UTF_8));
    return code.find() ? code.group(1) : "";
  }
}
