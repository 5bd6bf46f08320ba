package io.sluice.sandbox.blob;

/** A refusal as Blob storage words it. */
final class BlobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  BlobException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static BlobException blobNotFound() {
    return new BlobException(404, "BlobNotFound", "The specified blob does not exist.");
  }

  static BlobException conditionNotMet() {
    return new BlobException(
        412,
        "ConditionNotMet",
        "The condition specified using HTTP conditional header(s) is not met.");
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
}
