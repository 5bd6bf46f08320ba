package io.sluice.cli.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.sandbox.SandboxClient;
import io.sluice.cli.sandbox.SandboxFile;
import io.sluice.cli.sandbox.SandboxState;
import io.sluice.cli.terminal.Json;
import io.sluice.cli.terminal.Quantity;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends packets through the sandbox and says whether all of them came through. */
public final class TrafficWork {
  /**
   * What to send; null leaves it to the sandbox.
   *
   * @param rate conversations started per second
   * @param frontend a public IP, a load balancer's or network interface's name, or a frontend's id;
   *     where traffic is mirrored, a mirrored interface's id or address, or its instance's id
   * @param payload bytes of each response's body
   */
  public record Options(
      @Nullable Long conversations,
      @Nullable Double rate,
      @Nullable Duration duration,
      @Nullable Path pcap,
      @Nullable String frontend,
      @Nullable Integer payload) {}

  /** Between two lines; the sandbox writes one at least every second. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Setting setting;
  private final Terminal terminal;

  public TrafficWork(Setting setting) {
    this.setting = setting;
    this.terminal = setting.terminal();
  }

  public int run(Options options) {
    JsonNode report = send(running(), request(options));
    boolean mirrored = MirrorText.is(report);
    boolean whole = mirrored ? MirrorText.whole(report) : TrafficText.whole(report);
    if (terminal.json()) {
      ObjectNode json = Json.object();
      json.set("report", report);
      terminal.document(whole, json);
    } else {
      terminal.result(mirrored ? MirrorText.of(report) : TrafficText.of(report));
    }
    return whole ? Exit.OK : Exit.PROBLEMS;
  }

  private SandboxFile running() {
    return switch (setting.daemon().state()) {
      case SandboxState.Up up -> up.file();
      case SandboxState.HalfDead half ->
          throw new ProblemException(setting.daemon().halfDead(half.file()));
      case SandboxState.None none -> throw notRunning("No sandbox is running.");
      case SandboxState.Dead dead ->
          throw notRunning(
              "The sandbox (process " + dead.file().pid() + ") is dead, and its cloud is gone.");
    };
  }

  private static ProblemException notRunning(String summary) {
    return new ProblemException(
        Problem.error("sandbox.none", summary)
            .withHint("`orchestrator apply FILE --sandbox` starts one and builds a stack in it."));
  }

  private JsonNode send(SandboxFile file, JsonNode request) {
    try {
      JsonNode last = new SandboxClient(file).traffic(request, SILENCE, this::progress);
      if (!last.has("toServer") && !MirrorText.is(last)) {
        String message = last.path("error").path("message").asText(last.path("error").asText());
        throw failed(message.isEmpty() ? "The sandbox ended without a report." : message);
      }
      return last;
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()));
    }
  }

  private ProblemException failed(String sentence) {
    return new ProblemException(
        Problem.error("sandbox.traffic", sentence)
            .withHint("The sandbox's log is " + setting.daemon().log() + "."));
  }

  private void progress(JsonNode line) {
    if (line.has("underWay")) {
      long sent = line.path("sent").asLong();
      terminal.say(
          "%d of %d conversations done after %s, %s"
              .formatted(
                  line.path("completed").asLong(),
                  line.path("started").asLong(),
                  Quantity.of(Duration.ofMillis((long) (line.path("seconds").asDouble() * 1000))),
                  line.has("mirrored")
                      ? "%d packets sent, %d mirrored"
                          .formatted(sent, line.path("mirrored").asLong())
                      : "%d of %d packets delivered"
                          .formatted(line.path("delivered").asLong(), sent)));
    }
  }

  private static JsonNode request(Options options) {
    ObjectNode request = Json.object();
    Path pcap = options.pcap();
    if (pcap != null && !Files.isReadable(pcap)) {
      throw new ProblemException(
          Problem.error("sandbox.traffic", "The capture " + pcap + " cannot be read."));
    }
    put(request, "frontend", options.frontend());
    put(request, "conversations", options.conversations());
    put(request, "rate", options.rate());
    Duration duration = options.duration();
    put(request, "durationSeconds", duration == null ? null : duration.toMillis() / 1000.0);
    put(request, "payload", options.payload());
    put(request, "pcap", pcap == null ? null : pcap.toAbsolutePath().toString());
    return request;
  }

  private static void put(ObjectNode request, String name, @Nullable Object value) {
    if (value != null) {
      request.putPOJO(name, value);
    }
  }
}
