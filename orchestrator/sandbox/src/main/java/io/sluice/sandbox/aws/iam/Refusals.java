package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.wire.AwsException;

/** How a service words that it does not know a caller; S3 and EC2 have words of their own. */
final class Refusals {
  private final String service;

  Refusals(String service) {
    this.service = service;
  }

  AwsException doesNotMatch() {
    return switch (service) {
      case "ec2" -> authFailure();
      default ->
          new AwsException(
              403,
              "SignatureDoesNotMatch",
              "The request signature we calculated does not match the signature you provided."
                  + " Check your AWS Secret Access Key and signing method.");
    };
  }

  AwsException expired() {
    return switch (service) {
      case "ec2" -> new AwsException(400, "RequestExpired", "Request has expired.");
      case "s3" -> new AwsException(400, "ExpiredToken", "The provided token has expired.");
      default ->
          new AwsException(
              403, "ExpiredToken", "The security token included in the request is expired");
    };
  }

  /** A temporary key without its token is no key. */
  AwsException unknownKey() {
    return switch (service) {
      case "ec2" -> authFailure();
      case "s3" ->
          new AwsException(
              403,
              "InvalidAccessKeyId",
              "The AWS Access Key Id you provided does not exist in our records.");
      default -> invalidClientToken();
    };
  }

  AwsException wrongToken() {
    return switch (service) {
      case "ec2" -> authFailure();
      case "s3" ->
          new AwsException(
              400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
      default -> invalidClientToken();
    };
  }

  AwsException skewed() {
    return service.equals("s3")
        ? new AwsException(
            403,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.")
        : new AwsException(403, "SignatureDoesNotMatch", "Signature expired");
  }

  private static AwsException authFailure() {
    return new AwsException(
        401, "AuthFailure", "AWS was not able to validate the provided access credentials");
  }

  private static AwsException invalidClientToken() {
    return new AwsException(
        403, "InvalidClientTokenId", "The security token included in the request is invalid.");
  }
}
