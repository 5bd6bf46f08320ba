package io.sluice.engine.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Kind;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import io.sluice.engine.testing.FakeCloud;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DiscovererTest {
  private record Thing() implements Resource {}

  /** A kind whose list always fails in the same way. */
  private record Unlisted(String name, Failure.Type failure) implements Kind<Thing> {
    @Override
    public String label() {
      return name;
    }

    @Override
    public Discovery<Thing> discover() {
      throw new FakeCloud.Refusal(failure, name + " says no.");
    }

    @Override
    public @Nullable String id(String logicalId, int revision) {
      return null;
    }

    @Override
    public String create(Wanted<Thing> wanted) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void update(Found<Thing> found, Wanted<Thing> wanted) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(Found<Thing> found) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  @Timeout(60)
  void refusalIsToldWhileAnotherListIsStillWaitedFor() {
    FakeCloud cloud = new FakeCloud();
    cloud
        .kinds()
        .addAll(
            List.of(
                new Unlisted("mailbox", Failure.Type.NOT_YET),
                new Unlisted("gateways", Failure.Type.DENIED)));

    assertThatThrownBy(() -> new Discoverer(cloud).discover())
        .isInstanceOf(ProblemException.class)
        .hasMessage("gateways says no.");
  }
}
