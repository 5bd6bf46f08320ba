package io.sluice.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.apply.Event;
import io.sluice.engine.plan.Action;
import io.sluice.engine.plan.Change;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Key;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
  private final AtomicLong nanos = new AtomicLong();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void shouldKeepWhatIsDoneAboveWhatIsRunning() {
    LiveProgress progress = new LiveProgress(stream, false, () -> 80, nanos::get);
    progress.accept(new Event.Started(change("web"), "create"));
    progress.accept(new Event.Started(change("gateway"), "create"));
    nanos.set(3_000_000_000L);
    progress.draw();
    assertThat(screen()).containsExactly("  creating lb web 3.0s", "  creating lb gateway 3.0s");

    progress.accept(new Event.Done(change("web"), "create", Duration.ofMillis(3_200)));
    assertThat(screen()).containsExactly("created lb web in 3.2s", "  creating lb gateway 3.0s");

    progress.accept(
        new Event.Failed(change("gateway"), "create", Problem.error("x", "It is forbidden.")));
    progress.note("1 of 2 machines ready");
    progress.close();
    assertThat(screen())
        .containsExactly(
            "created lb web in 3.2s", "failed: It is forbidden.", "1 of 2 machines ready");
  }

  @Test
  void shouldSayWhyAStepTakesLong() {
    LiveProgress progress = new LiveProgress(stream, false, () -> 80, nanos::get);
    progress.accept(new Event.Started(change("web"), "create"));
    Failure busy = new Failure(Failure.Type.BUSY, null, Problem.error("x", "It is busy."));
    progress.accept(new Event.Retrying(change("web"), "create", busy, 2, Duration.ofSeconds(1)));
    progress.draw();
    assertThat(screen()).containsExactly("  creating lb web 0ms - attempt 2: It is busy.");
    progress.close();
  }

  @Test
  void shouldNeverWriteALineAsWideAsTheTerminal() {
    LiveProgress progress = new LiveProgress(stream, false, () -> 30, nanos::get);
    progress.accept(
        new Event.Started(change("a-name-that-is-longer-than-the-terminal-is-wide"), "create"));
    progress.draw();
    assertThat(screen())
        .allMatch(line -> line.length() < 30)
        .anyMatch(line -> line.endsWith("..."));
    progress.close();
  }

  @Test
  void shouldCountWhatDoesNotFit() {
    LiveProgress progress = new LiveProgress(stream, false, () -> 80, nanos::get);
    for (int i = 0; i < 20; i++) {
      progress.accept(new Event.Started(change("n" + i), "create"));
    }
    progress.draw();
    assertThat(screen()).hasSize(16).last().isEqualTo("  and 5 more");
    progress.close();
    assertThat(screen()).isEmpty();
  }

  private List<String> screen() {
    return new Screen(bytes.toString(StandardCharsets.UTF_8)).lines();
  }

  private static Change change(String id) {
    return new Change(
        new Key("lb", id),
        "lb",
        Action.CREATE,
        1,
        null,
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of());
  }
}
