package io.sluice.cli.sandbox;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts a process that outlives us, our terminal and its Ctrl-C: a session of its own where {@code
 * setsid} exists (util-linux), a process group of its own where only a shell does.
 */
final class Detached {
  private static final int TAIL_LINES = 12;
  private static final int TAIL_BYTES = 8_192;

  private Detached() {}

  /**
   * @return what was started; with the shell's way it ends at once with 0 and the daemon goes on
   */
  static Process start(List<String> command, Path dir, Path log) {
    List<String> line = new ArrayList<>();
    Path setsid = onPath("setsid");
    if (setsid != null) {
      line.add(setsid.toString());
    } else {
      line.addAll(List.of("/bin/sh", "-c", "set -m; \"$@\" & exit 0", "sh"));
    }
    line.addAll(command);
    line.addAll(List.of("--dir", dir.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(dir.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ProblemException(
          Problem.error("sandbox.start", "The sandbox's process cannot be started.")
              .withDetail(e.getMessage()));
    }
  }

  /** The last lines of a log, or null if there are none. */
  static @Nullable String tail(Path log) {
    try {
      byte[] bytes = Files.readAllBytes(log);
      int from = Math.max(0, bytes.length - TAIL_BYTES);
      List<String> lines =
          new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
      return last.isEmpty() ? null : String.join("\n", last);
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable Path onPath(String program) {
    String path = System.getenv("PATH");
    if (path != null) {
      for (String folder : path.split(File.pathSeparator, -1)) {
        Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
        if (Files.isExecutable(candidate)) {
          return candidate;
        }
      }
    }
    return null;
  }
}
