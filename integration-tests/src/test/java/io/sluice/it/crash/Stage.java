package io.sluice.it.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.Cell;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxOptions;
import io.sluice.sandbox.cloud.ScaleSets;
import io.sluice.sandbox.machine.Machines;
import io.sluice.sandbox.machine.TimeScale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A sandbox inside this process whose machines are {@link PaperAppliance}s. */
final class Stage implements AutoCloseable {
  private final Path folder;
  private final Sandbox sandbox;

  private Stage(Path folder, Sandbox sandbox) {
    this.folder = folder;
    this.sandbox = sandbox;
  }

  static Stage start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Sandbox sandbox = Sandbox.start(SandboxOptions.in(folder), Stage::machines);
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("pid", ProcessHandle.current().pid());
    json.put("startedAt", sandbox.started().toString());
    json.put("http", sandbox.http().toString());
    json.put("https", sandbox.https().toString());
    json.put("token", sandbox.token());
    Files.writeString(folder.resolve("sandbox.json"), json.toString());
    return new Stage(folder, sandbox);
  }

  private static ScaleSets machines(Cell cell) {
    try {
      return new Machines(
          cell.documents(),
          cell.addresses(),
          cell.dir().resolve("machines"),
          new PaperAppliance(cell.http()),
          new TimeScale(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its folder, with a {@code sandbox.json} that leads to it. */
  Path folder() {
    return folder;
  }

  URI endpoint() {
    return sandbox.http();
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
