package io.sluice.sandbox.aws.wire;

import io.sluice.sandbox.http.Request;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who calls what, as the scope of a Signature Version 4 says it, in the Authorization header or in
 * a presigned query.
 *
 * @param accessKey e.g. {@code AKIA...}, or {@code ASIA...} of a machine's role
 * @param region e.g. {@code eu-west-1}
 * @param service e.g. {@code ec2}, {@code elasticloadbalancing}, {@code s3}, {@code monitoring}
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html">
 *     Authentication methods</a>
 */
public record Caller(String accessKey, String region, String service) {
  private static final Pattern SCOPE =
      Pattern.compile("([^/=\\s]+)/[0-9]{8}/([^/]+)/([^/]+)/aws4_request");

  /** Empty where the request carries no such signature: it is not for AWS. */
  public static Optional<Caller> of(Request request) {
    return request
        .header("authorization")
        .filter(header -> header.startsWith("AWS4-HMAC-SHA256"))
        .or(() -> request.query("X-Amz-Credential"))
        .map(SCOPE::matcher)
        .filter(Matcher::find)
        .map(scope -> new Caller(scope.group(1), scope.group(2), scope.group(3)));
  }
}
