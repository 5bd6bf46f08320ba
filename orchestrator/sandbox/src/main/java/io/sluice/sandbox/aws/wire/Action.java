package io.sluice.sandbox.aws.wire;

/** Does one action of a query service. */
@FunctionalInterface
public interface Action {
  /**
   * Does it, then writes what stands in the answer besides the request's id.
   *
   * @param caller its region is the one that is meant
   * @throws AwsException when it is refused; what was written is thrown away
   */
  void run(Caller caller, Params in, Xml out);
}
