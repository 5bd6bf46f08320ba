package io.sluice.node.desk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.node.desk.Documents.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTest {
  private static byte[] example(String name) throws IOException {
    try (InputStream in = ProtocolTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @Test
  void theExampleOfRequestsMeansWhatItSays() throws Exception {
    Map<String, Asked> all = Documents.requests(example("requests.json"));

    assertThat(all.keySet())
        .containsExactly(
            "20261122t103000-4f1c9a2e",
            "20261122t103100-00c0ffee",
            "20261122t103200-0badcafe",
            "20261122t103300-5eed5eed");
    List<Request> requests = all.values().stream().map(Asked::request).toList();
    assertThat(requests.get(0))
        .isEqualTo(
            new Request(
                "20261122t103000-4f1c9a2e",
                "search",
                "host 10.0.0.7 and port 443",
                Instant.parse("2026-11-22T08:30:00Z"),
                Instant.parse("2026-11-22T10:30:00Z"),
                false,
                Instant.parse("2026-11-22T10:40:00Z"),
                1L << 30,
                List.of(),
                ""));
    assertThat(requests.get(1).follow()).isTrue();
    assertThat(requests.get(1).from()).isEqualTo("2026-11-22T10:31:00.500Z");
    assertThat(requests.get(1).to()).isNull();
    assertThat(requests.get(2).indicators())
        .containsExactly("203.0.113.0/24", "2001:db8::1", "*.example.com");
    assertThat(requests.get(3).why()).isEqualTo("INC-4711");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "answer-running.json",
        "answer-done.json",
        "answer-failed.json",
        "answer-hunt.json"
      })
  void anAnswerIsWrittenAsItsExample(String name) throws Exception {
    ObjectMapper json = new ObjectMapper();
    Answer answer = Documents.answer(example(name));

    assertThat(time(json.readTree(Documents.bytes(answer)).toString()))
        .isEqualTo(time(json.readTree(example(name)).toString()));
  }

  /** Java leaves out the zeroes of a fraction that people write. */
  private static String time(String json) {
    return json.replace(".250Z", ".25Z").replaceAll("(\\.\\d*?[1-9])0+Z", "$1Z");
  }

  @Test
  void oneRequestThatCannotBeReadDoesNotTakeTheOthersAlong() throws Exception {
    Map<String, Asked> all =
        Documents.requests(
            """
            {"requests": [
              {"id": "a", "kind": "search", "until": "tomorrow"},
              {"id": "../b", "kind": "search", "until": "2026-11-22T10:40:00Z"},
              {"id": "c", "kind": "search"},
              {"id": "d", "kind": "search", "until": "2026-11-22T10:40:00Z", "new": [1]}
            ]}
            """
                .getBytes(UTF_8));

    assertThat(all.keySet()).containsExactly("a", "c", "d");
    assertThat(all.get("a").problem()).contains("cannot be read").contains("ISO 8601");
    assertThat(all.get("c").problem()).isEqualTo("The request does not say until when it stands.");
    assertThat(all.get("d").request()).isNotNull();
    assertThatThrownBy(() -> Documents.requests("[]".getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Documents.requests("{\"requ".getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
  }
}
