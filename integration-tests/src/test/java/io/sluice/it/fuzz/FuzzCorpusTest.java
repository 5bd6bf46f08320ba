package io.sluice.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sluice.it.Places;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What fuzzing found worth keeping, and what it began with, does no harm any more. */
class FuzzCorpusTest {
  private interface Target {
    void take(byte[] input) throws IOException;
  }

  private static final Map<String, Target> TARGETS =
      Map.of(
          "DecoderFuzz", DecoderFuzz::fuzzerTestOneInput,
          "TunnelFuzz", TunnelFuzz::fuzzerTestOneInput,
          "CaptureFuzz", CaptureFuzz::fuzzerTestOneInput,
          "WorkerFuzz", WorkerFuzz::fuzzerTestOneInput,
          "FilterFuzz", FilterFuzz::fuzzerTestOneInput,
          "SegmentFuzz", SegmentFuzz::fuzzerTestOneInput);

  @Test
  void everySeedPasses() {
    assertThat(Seeds.all().keySet()).isEqualTo(TARGETS.keySet());
    Seeds.all()
        .forEach(
            (name, seeds) ->
                seeds.forEach(
                    seed ->
                        assertThatCode(() -> TARGETS.get(name).take(seed))
                            .as(name)
                            .doesNotThrowAnyException()));
  }

  @Test
  void everyKeptInputPasses() throws IOException {
    Path corpus = Places.root().resolve("integration-tests/fuzz/corpus");
    for (Map.Entry<String, Target> target : TARGETS.entrySet()) {
      Map<String, byte[]> inputs = Corpus.read(corpus.resolve(target.getKey() + ".zip"));
      assertThat(inputs).as(target.getKey()).hasSizeGreaterThan(10);
      inputs.forEach(
          (name, input) ->
              assertThatCode(() -> target.getValue().take(input))
                  .as("%s/%s", target.getKey(), name)
                  .doesNotThrowAnyException());
    }
  }
}
