package io.sluice.node;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Real appliance processes on one loopback address, and what they answer there. */
final class Processes implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();
  private final Path folder;
  private final String address;

  /**
   * @param folder for what they print
   */
  Processes(Path folder, String address) {
    this.folder = folder;
    this.address = address;
  }

  Process launch(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  HttpResponse<String> get(String portAndPath) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + address + portAndPath)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** What the probe answers, 0 when nothing listens. */
  int health() throws Exception {
    try {
      return get(":8080/health").statusCode();
    } catch (ConnectException e) {
      return 0;
    }
  }

  /** The log of the process launched last. */
  String out() throws IOException {
    return Files.readString(folder.resolve("out"));
  }

  /** The errors of the process launched last. */
  String err() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  static void until(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
