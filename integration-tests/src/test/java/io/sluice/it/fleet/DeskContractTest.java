package io.sluice.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sluice.engine.search.Answer;
import io.sluice.engine.search.Request;
import io.sluice.it.Places;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the search desk and what it answers: both sides mean the same by it. */
class DeskContractTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private static byte[] example(String name) throws IOException {
    Path examples = Places.root().resolve("appliance/node/src/test/resources/io/sluice/node/desk");
    return Files.readAllBytes(examples.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "answer-done.json",
        "answer-failed.json",
        "answer-hunt.json",
        "answer-running.json"
      })
  void theOrchestratorReadsEachAnswerAsTheApplianceWritesIt(String name) throws IOException {
    io.sluice.node.desk.Answer written =
        JSON.readValue(example(name), io.sluice.node.desk.Answer.class);

    Answer read = Answer.read(JSON.writeValueAsBytes(written));

    JsonNode mine = JSON.valueToTree(read);
    JsonNode theirs = JSON.valueToTree(written);
    theirs
        .properties()
        .forEach(field -> assertThat(mine.path(field.getKey())).isEqualTo(field.getValue()));
    assertThat(read.last()).isEqualTo(!read.state().equals("running"));
  }

  @Test
  void theApplianceReadsEachRequestThatTheOrchestratorWrites() throws IOException {
    Instant from = Instant.parse("2026-11-22T08:30:00.000000001Z");
    Instant to = Instant.parse("2026-11-22T10:30:00Z");
    for (Request asked :
        List.of(
            Request.search("host 10.0.0.7", from, to, false, 1_000_000),
            Request.search("", null, null, true, 0),
            Request.hunt(List.of("203.0.113.0/24", "*.example.com"), from, null),
            Request.keep(from, to, "INC-4711"))) {
      Request leased = asked.until(to);

      io.sluice.node.desk.Request read =
          JSON.readValue(JSON.writeValueAsBytes(leased), io.sluice.node.desk.Request.class);

      assertThat(read)
          .isEqualTo(
              new io.sluice.node.desk.Request(
                  leased.id(),
                  leased.kind(),
                  leased.filter(),
                  leased.from(),
                  leased.to(),
                  leased.follow(),
                  leased.until(),
                  leased.limitBytes(),
                  leased.indicators(),
                  leased.why()));
      assertThat(read.id()).matches("[a-z0-9-]{1,64}");
    }
  }

  @Test
  void theExampleOfRequestsMeansTheSameToBoth() throws IOException {
    JsonNode requests = JSON.readTree(example("requests.json")).path("requests");
    assertThat(requests).isNotEmpty();
    for (JsonNode one : requests) {
      Request mine = JSON.treeToValue(one, Request.class);
      io.sluice.node.desk.Request theirs = JSON.treeToValue(one, io.sluice.node.desk.Request.class);
      assertThat(mine.id()).isEqualTo(theirs.id());
      assertThat(mine.kind()).isEqualTo(theirs.kind());
      assertThat(mine.filter()).isEqualTo(theirs.filter());
      assertThat(mine.from()).isEqualTo(theirs.from());
      assertThat(mine.to()).isEqualTo(theirs.to());
      assertThat(mine.follow()).isEqualTo(theirs.follow());
      assertThat(mine.until()).isEqualTo(theirs.until());
      assertThat(mine.limitBytes()).isEqualTo(theirs.limitBytes());
      assertThat(mine.indicators()).isEqualTo(theirs.indicators());
      assertThat(mine.why()).isEqualTo(theirs.why());
    }
  }

  @Test
  void bothSidesNameTheSameFieldsAndObjects() {
    assertThat(names(Request.class)).isEqualTo(names(io.sluice.node.desk.Request.class));
    assertThat(names(Answer.class)).isEqualTo(names(io.sluice.node.desk.Answer.class));
    assertThat(names(Answer.Finding.class))
        .isEqualTo(names(io.sluice.node.desk.Answer.Finding.class));
    assertThat(io.sluice.engine.search.SearchDesk.REQUESTS)
        .isEqualTo(io.sluice.node.desk.Request.OBJECT);
  }

  private static List<String> names(Class<? extends Record> type) {
    return Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }
}
