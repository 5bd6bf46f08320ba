package io.sluice.it.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a command left: its exit code and what it wrote. */
public record Outcome(String command, int exit, String out, String err) {

  public Outcome succeeds() {
    assertThat(exit).as(toString()).isZero();
    return this;
  }

  /** Fails as a user's mistake does: exit 1, sentences, and no stack trace. */
  public Outcome failsWithSentence() {
    assertThat(exit).as(toString()).isEqualTo(1);
    assertThat(err).as(toString()).startsWith("error: ").doesNotContain("\tat ", "Exception");
    return this;
  }

  /** How many errors were told. */
  public long errors() {
    return err.lines().filter(line -> line.startsWith("error: ")).count();
  }

  public JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (IOException e) {
      throw new UncheckedIOException(toString(), e);
    }
  }

  @Override
  public String toString() {
    return "$ " + command + "\n" + out + err + "exit " + exit;
  }
}
