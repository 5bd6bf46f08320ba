package io.sluice.sandbox.aws.asg;

/**
 * What an instance goes through in its group.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html">
 *     Instance lifecycle</a>
 */
enum Lifecycle {
  PENDING("Pending"),
  PENDING_WAIT("Pending:Wait"),
  PENDING_PROCEED("Pending:Proceed"),
  IN_SERVICE("InService"),
  TERMINATING("Terminating"),
  TERMINATING_WAIT("Terminating:Wait"),
  TERMINATING_PROCEED("Terminating:Proceed");

  private final String text;

  Lifecycle(String text) {
    this.text = text;
  }

  boolean leaving() {
    return compareTo(TERMINATING) >= 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
