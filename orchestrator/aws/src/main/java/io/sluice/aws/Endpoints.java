package io.sluice.aws;

import software.amazon.awssdk.services.ec2.model.State;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** What VPC endpoints have in common. */
final class Endpoints {
  private Endpoints() {}

  /** EC2 writes states small where its own model writes them with a capital. */
  static State state(VpcEndpoint endpoint) {
    return State.knownValues().stream()
        .filter(state -> state.toString().equalsIgnoreCase(endpoint.stateAsString()))
        .findFirst()
        .orElse(State.UNKNOWN_TO_SDK_VERSION);
  }

  /** False for one that goes, or has gone and is shown for a while longer. */
  static boolean stands(VpcEndpoint endpoint) {
    State state = state(endpoint);
    return state != State.DELETING && state != State.DELETED;
  }
}
