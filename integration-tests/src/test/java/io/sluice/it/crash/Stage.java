package io.sluice.it.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.Cell;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxOptions;
import io.sluice.sandbox.aws.AwsDatacenter;
import io.sluice.sandbox.cloud.ScaleSets;
import io.sluice.sandbox.machine.Machines;
import io.sluice.sandbox.machine.TimeScale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A sandbox inside this process whose machines are {@link PaperAppliance}s. */
final class Stage implements AutoCloseable {
  private final Path folder;

  /** AWS's slow clocks, such as the birth of a load balancer, would be most of a run. */
  private static final TimeScale HURRY = new TimeScale(60);

  private final Sandbox sandbox;
  private @Nullable AwsDatacenter aws;

  private Stage(Path folder) {
    this.folder = folder;
    this.sandbox = Sandbox.start(SandboxOptions.in(folder), this::machines);
  }

  static Stage start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Stage stage = new Stage(folder);
    Sandbox sandbox = stage.sandbox;
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("pid", ProcessHandle.current().pid());
    json.put("startedAt", sandbox.started().toString());
    json.put("http", sandbox.http().toString());
    json.put("https", sandbox.https().toString());
    json.put("token", sandbox.token());
    Files.writeString(folder.resolve("sandbox.json"), json.toString());
    return stage;
  }

  private ScaleSets machines(Cell cell) {
    try {
      PaperAppliance paper = new PaperAppliance(cell.http());
      aws = new AwsDatacenter(cell, paper, HURRY);
      return new Machines(
          cell.documents(),
          cell.addresses(),
          cell.dir().resolve("machines"),
          paper,
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
    if (aws != null) {
      aws.close();
    }
    sandbox.close();
  }
}
