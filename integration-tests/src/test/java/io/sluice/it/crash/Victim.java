package io.sluice.it.crash;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An orchestrator process, started ahead of its turn and killed in it. It has loaded and warmed all
 * that it needs against a cloud of no consequence, then waits for its command line.
 */
final class Victim implements AutoCloseable {
  private static final long MINUTES = 2;

  private final Process process;
  private final BufferedReader out;
  private final Path log;

  /**
   * @param classPath of jars
   * @param warmth a sandbox folder to warm up with
   * @param archive where the class data archive is shared between victims
   */
  Victim(String classPath, Path warmth, Path blueprint, Path archive, Path log) throws IOException {
    this.log = log;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx256m");
    command.add("-Xlog:disable");
    // The first one writes the archive when it ends; without one the others only start slower
    command.add(
        (Files.exists(archive) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dsluice.home=" + System.getProperty("sluice.home"));
    command.add("-cp");
    command.add(classPath);
    command.add(VictimMain.class.getName());
    command.add(warmth.toString());
    command.add(blueprint.toString());
    if (!Files.exists(archive)) {
      command.add("all");
    }
    process = new ProcessBuilder(command).redirectError(Files.createFile(log).toFile()).start();
    out = process.inputReader();
  }

  /** Waits until it is warm, then gives it its command line. */
  void go(Path sandbox, List<String> words) throws IOException {
    String line = out.readLine();
    if (!VictimMain.WARM.equals(line)) {
      throw new IOException("the victim did not warm up: " + line + "\n" + Files.readString(log));
    }
    BufferedWriter in = process.outputWriter();
    in.write(sandbox + "\t" + String.join("\t", words) + "\n");
    in.flush();
    // Whatever it says from now on must not fill the pipe
    Thread.ofVirtual().start(() -> out.lines().forEach(said -> {}));
  }

  /** Lets it warm up and end. */
  void retire() throws IOException {
    out.readLine();
    process.outputWriter().close();
    await();
  }

  /** SIGKILL; returns once the process is gone. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  /** Waits for its end, by itself or by {@link #kill}. */
  int await() {
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
        throw new IllegalStateException("the orchestrator hangs; its log is " + log);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
