package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.State;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

class EndpointsTest {
  @ParameterizedTest
  @ValueSource(strings = {"deleted", "Deleted"})
  void statesAreKnownAsTheModelAndAsTheWireSpellThem(String state) {
    VpcEndpoint endpoint = VpcEndpoint.builder().state(state).build();

    assertThat(Endpoints.state(endpoint)).isEqualTo(State.DELETED);
    assertThat(Endpoints.stands(endpoint)).isFalse();
  }
}
