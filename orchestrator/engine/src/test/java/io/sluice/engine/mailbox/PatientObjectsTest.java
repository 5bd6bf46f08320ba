package io.sluice.engine.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PatientObjectsTest {
  /** What each call meets before it succeeds. */
  private final Deque<Failure.Type> ahead = new ArrayDeque<>();

  private int calls;

  /** What the cloud throws. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Failure.Type type;

    Refusal(Failure.Type type) {
      this.type = type;
    }
  }

  private final Objects objects =
      new PatientObjects(
          new Objects() {
            private void call() {
              calls++;
              if (!ahead.isEmpty()) {
                throw new Refusal(ahead.remove());
              }
            }

            @Override
            public Read get(String name, String known) {
              call();
              return new Absent();
            }

            @Override
            public Optional<byte[]> range(String name, long from, int length) {
              call();
              return Optional.of(new byte[] {7});
            }

            @Override
            public Optional<String> put(String name, byte[] bytes, String seen) {
              call();
              return Optional.empty();
            }

            @Override
            public void delete(String name) {
              call();
            }

            @Override
            public Stream<Item> list(String prefix) {
              call();
              return Stream.empty();
            }
          },
          error ->
              new Failure(
                  ((Refusal) error).type, null, Problem.error("refused", "The cloud said no.")));

  @Test
  void whatMayPassIsTriedAgain() {
    ahead.add(Failure.Type.UNAVAILABLE);
    assertThat(objects.range("a", 0, 1)).isPresent();
    ahead.add(Failure.Type.THROTTLED);
    assertThat(objects.get("a", null)).isEqualTo(new Objects.Absent());
    ahead.add(Failure.Type.UNAVAILABLE);
    objects.delete("a");
    ahead.add(Failure.Type.BUSY);
    assertThat(objects.list("a")).isEmpty();
    assertThat(calls).isEqualTo(8);
  }

  @Test
  void thatSomebodyElseWasQuickerIsAnAnswerAndNoFailure() {
    assertThat(objects.put("a", new byte[0], "v1")).isEmpty();
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void aRightThatIsMissingIsToldAtOnceAlsoWhereTheCloudMayOnlyNotKnowOfItYet() {
    for (Failure.Type type : List.of(Failure.Type.DENIED, Failure.Type.NOT_YET)) {
      calls = 0;
      ahead.add(type);
      assertThatThrownBy(() -> objects.get("a", null))
          .isInstanceOf(ProblemException.class)
          .hasMessage("The cloud said no.");
      assertThat(calls).isEqualTo(1);
    }
  }
}
