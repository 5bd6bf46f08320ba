package io.sluice.it.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A process that captures, and what it has told last. */
final class Child implements AutoCloseable {
  private static final int MOST_MILLIS = 60_000;
  private static final int STEP_MILLIS = 5;

  private final Process process;
  private final Thread listening;
  private volatile String[] told = "0 0 0 0 0 0 0 0 0 ".split(" ", 10);

  Child(CaptureMain.Options options, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            CaptureMain.class.getName()));
    command.addAll(options.words());
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    listening = Thread.ofPlatform().daemon().start(this::listen);
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", 10);
        // The last line may be cut off by the kill
        if (words.length == 10) {
          told = words;
        }
      }
    } catch (IOException e) {
      // It has ended
    }
  }

  private long told(int word) {
    return Long.parseLong(told[word]);
  }

  long received() {
    return told(0);
  }

  long captured() {
    return told(1);
  }

  long queueFull() {
    return told(2);
  }

  long disk() {
    return told(3);
  }

  /** Packets that were acknowledged. */
  long durable() {
    return told(5);
  }

  long storeBytes() {
    return told(7);
  }

  String problem() {
    return told[9];
  }

  /** Waits for a minute at most; false when it has not come about, or the process has ended. */
  boolean await(BooleanSupplier done) throws InterruptedException {
    for (int i = 0; i < MOST_MILLIS && process.isAlive(); i += STEP_MILLIS) {
      if (done.getAsBoolean()) {
        return true;
      }
      Thread.sleep(STEP_MILLIS);
    }
    return false;
  }

  /** As {@code kill -9} does; returns once it is gone and all that it told is read. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
    listening.join();
  }

  /** Lets it end by itself; its exit status. */
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    int status = process.waitFor();
    listening.join();
    return status;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
