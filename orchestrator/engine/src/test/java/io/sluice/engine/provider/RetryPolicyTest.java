package io.sluice.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private final List<Duration> pauses = new ArrayList<>();
  private int calls;

  private RetryPolicy policy(Failure.Type type, @Nullable Duration asked) {
    return new RetryPolicy(
        error -> new Failure(type, asked, Problem.error("x", "It said no.")),
        (failure, attempt, pause) -> {},
        pauses::add);
  }

  private String fail(int times) {
    if (++calls <= times) {
      throw new IllegalStateException("call " + calls);
    }
    return "done";
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.Type.class,
      names = {"THROTTLED", "BUSY", "CONFLICT", "NOT_YET", "UNAVAILABLE"})
  void whatMayPassIsTriedAgain(Failure.Type type) {
    assertThat(policy(type, null).call(() -> fail(3))).isEqualTo("done");
    assertThat(pauses).hasSize(3);
    assertThat(pauses.get(2)).isGreaterThan(pauses.get(0));
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.Type.class,
      names = {"DENIED", "UNAUTHENTICATED", "QUOTA", "INVALID"})
  void whatCannotPassIsToldAtOnce(Failure.Type type) {
    assertThatThrownBy(() -> policy(type, null).call(() -> fail(1)))
        .isInstanceOf(ProblemException.class)
        .hasMessage("It said no.");
    assertThat(pauses).isEmpty();
  }

  @Test
  void theCloudsOwnWordOnWhenToComeBackIsKept() {
    policy(Failure.Type.THROTTLED, Duration.ofSeconds(7)).call(() -> fail(2));

    assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
  }

  @Test
  void patienceEndsEvenWhereTheCloudAsksForNoPause() {
    assertThatThrownBy(
            () -> policy(Failure.Type.BUSY, Duration.ZERO).call(() -> fail(Integer.MAX_VALUE)))
        .isInstanceOf(ProblemException.class);
    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isGreaterThan(RetryPolicy.PATIENCE.minusMinutes(1));
  }

  @Test
  void patienceEnds() {
    assertThatThrownBy(
            () ->
                policy(Failure.Type.THROTTLED, Duration.ofMinutes(4))
                    .call(() -> fail(Integer.MAX_VALUE)))
        .isInstanceOf(ProblemException.class);
    assertThat(pauses).hasSize(3);
  }

  @Test
  void outagesAreTriedOnlySoOften() {
    assertThatThrownBy(
            () -> policy(Failure.Type.UNAVAILABLE, null).call(() -> fail(Integer.MAX_VALUE)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problems().getFirst().detail()).isEqualTo("tried 6 times"));
    assertThat(calls).isEqualTo(RetryPolicy.ATTEMPTS);
  }

  @Test
  void bugIsNotDressedUpAsTheCloudsFault() {
    assertThatThrownBy(() -> policy(Failure.Type.BUG, null).call(() -> fail(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("call 1");
  }
}
