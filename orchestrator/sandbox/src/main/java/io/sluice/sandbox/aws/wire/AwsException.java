package io.sluice.sandbox.aws.wire;

/** An error as a service answers it. */
public final class AwsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * @param status HTTP status
   * @param code e.g. {@code InvalidSubnetID.NotFound}
   * @param message for people
   */
  public AwsException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** The caller's mistake: 400. */
  public static AwsException badRequest(String code, String message) {
    return new AwsException(400, code, message);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** Never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
