package io.sluice.sandbox.aws.s3;

import java.util.LinkedHashMap;
import java.util.Map;

/** A refusal as S3 words it. */
final class S3Exception extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient Map<String, String> details = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  S3Exception(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static S3Exception invalidArgument(String message, String name, String value) {
    return new S3Exception(400, "InvalidArgument", message)
        .detail("ArgumentName", name)
        .detail("ArgumentValue", value);
  }

  static S3Exception invalidRequest(String message) {
    return new S3Exception(400, "InvalidRequest", message);
  }

  static S3Exception malformedXml() {
    return new S3Exception(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  static S3Exception noSuchBucket(String bucket) {
    return new S3Exception(404, "NoSuchBucket", "The specified bucket does not exist")
        .detail("BucketName", bucket);
  }

  static S3Exception noSuchKey(String key) {
    return new S3Exception(404, "NoSuchKey", "The specified key does not exist.")
        .detail("Key", key);
  }

  static S3Exception preconditionFailed(String condition) {
    return new S3Exception(
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold")
        .detail("Condition", condition);
  }

  static S3Exception accessDenied(String message) {
    return new S3Exception(403, "AccessDenied", message);
  }

  static S3Exception notImplemented(String what) {
    return new S3Exception(
        501, "NotImplemented", "The sandbox does not implement what this request asks: " + what);
  }

  /** One more element of the answer. */
  S3Exception detail(String name, String value) {
    details.put(name, value);
    return this;
  }

  /** One more header of the answer. */
  S3Exception header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  Map<String, String> details() {
    return details;
  }

  Map<String, String> headers() {
    return headers;
  }
}
