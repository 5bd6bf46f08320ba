package io.sluice.it.stage;

import io.sluice.it.Places;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A person at a shell with the unpacked distribution: no terminal, a home of their own, no
 * credentials.
 */
public final class Shell {
  private static final long MINUTES = 5;

  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();

  /**
   * @param home an empty folder; the sandbox keeps its state in it
   */
  public Shell(Path home) {
    this.home = home;
    environment.put("SLUICE_SANDBOX_DIR", home.resolve("sandbox").toString());
    environment.put("HOME", home.toString());
    environment.put("XDG_STATE_HOME", "");
    environment.put("AZURE_CONFIG_DIR", home.resolve("azure").toString());
    // No instance role either, and no waiting for it
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
  }

  public Path home() {
    return home;
  }

  /** Sets a variable; empty takes it away. */
  public Shell with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Writes a file into the person's home. */
  public Path write(String name, String text) throws IOException {
    return Files.writeString(home.resolve(name), text);
  }

  /** Runs {@code orchestrator} to its end. */
  public Outcome orchestrator(Object... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, "out", ".txt");
    Path err = Files.createTempFile(home, "err", ".txt");
    Process process = start(out, err, words);
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          "not done after "
              + MINUTES
              + " minutes: "
              + List.of(words)
              + "\n"
              + Files.readString(err));
    }
    Outcome outcome =
        new Outcome(
            "orchestrator " + String.join(" ", texts(words)),
            process.exitValue(),
            Files.readString(out),
            Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return outcome;
  }

  /** Starts {@code orchestrator} and does not wait. */
  public Process start(Path out, Path err, Object... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Places.distribution().resolve("bin/orchestrator").toString());
    command.addAll(texts(words));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(AZURE|AWS)_.*"));
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    return builder.start();
  }

  /** The sandbox, which must be up. */
  public Cloud cloud() throws IOException {
    return Cloud.in(home.resolve("sandbox"));
  }

  /** The sandbox's AWS; the sandbox must be up. */
  public Amazon amazon() throws IOException {
    return Amazon.in(home.resolve("sandbox"));
  }

  /** Processes of this person's sandbox that still live, by their command lines. */
  public List<String> processes() {
    String mark = home.resolve("sandbox").toString();
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(mark))
        .toList();
  }

  private static List<String> texts(Object... words) {
    return List.of(words).stream().map(Object::toString).toList();
  }
}
