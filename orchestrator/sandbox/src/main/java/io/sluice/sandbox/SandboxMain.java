package io.sluice.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.cloud.ScaleSets;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The daemon: {@code --dir DIR [--record FILE]}. {@code DIR/sandbox.json} is there as long as it
 * answers. One sandbox lives in a folder at a time; a second one is refused with exit 1.
 */
public final class SandboxMain {
  private SandboxMain() {}

  public static void main(String[] arguments) throws IOException {
    System.exit(run(arguments, System.err, Datacenter::new));
  }

  /**
   * Runs until it is stopped by the control API or SIGTERM.
   *
   * @return the exit status
   */
  static int run(String[] arguments, PrintStream err, Function<Cell, ScaleSets> machines)
      throws IOException {
    Path dir = null;
    Path record =
        Optional.ofNullable(System.getenv("SLUICE_SANDBOX_RECORD")).map(Path::of).orElse(null);
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--dir") && i + 1 < arguments.length) {
        dir = Path.of(arguments[++i]).toAbsolutePath();
      } else if (arguments[i].equals("--record") && i + 1 < arguments.length) {
        record = Path.of(arguments[++i]).toAbsolutePath();
      } else {
        err.println(
            "usage: SandboxMain --dir DIR [--record FILE]; not understood: " + arguments[i]);
        return 1;
      }
    }
    if (dir == null) {
      err.println("usage: SandboxMain --dir DIR [--record FILE]");
      return 1;
    }
    Files.createDirectories(dir);
    try (FileChannel channel =
            FileChannel.open(
                dir.resolve("sandbox.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (lock == null) {
        err.println("A sandbox is running in " + dir + " already.");
        return 1;
      }
      live(dir, record, machines);
    }
    return 0;
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void live(Path dir, @Nullable Path record, Function<Cell, ScaleSets> machines)
      throws IOException {
    ignoreInterrupts();
    SandboxOptions options =
        new SandboxOptions(dir, SandboxOptions.in(dir).arm(), Optional.ofNullable(record));
    Path card = dir.resolve("sandbox.json");
    Sandbox sandbox = Sandbox.start(options, machines);
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  sandbox.stopAsked().complete(null);
                  closed.join();
                },
                "stop"));
    try {
      announce(sandbox, dir, card);
      sandbox.stopAsked().join();
    } finally {
      Files.deleteIfExists(card);
      sandbox.close();
      closed.complete(null);
    }
  }

  /** A detached process shares its terminal's Ctrl-C; it is not meant for it. */
  private static void ignoreInterrupts() {
    try {
      // By reflection, since the compiler warns of these classes and has no switch for that
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance("INT"),
              handler.getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException e) {
      System.getLogger(SandboxMain.class.getName())
          .log(System.Logger.Level.WARNING, "Ctrl-C in the terminal will stop the sandbox", e);
    }
  }

  private static void announce(Sandbox sandbox, Path dir, Path card) throws IOException {
    Path authority = dir.resolve("ca.pem");
    Files.writeString(authority, sandbox.authorityPem());
    ObjectNode json =
        Json.object()
            .put("pid", ProcessHandle.current().pid())
            .put("startedAt", sandbox.started().toString())
            .put("http", sandbox.http().toString())
            .put("https", sandbox.https().toString())
            .put("ca", authority.toString())
            .put("token", sandbox.token());
    Path whole = dir.resolve("sandbox.json.new");
    Files.deleteIfExists(whole);
    // The token opens the control API: for the owner's eyes
    Files.createFile(
        whole, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(whole, json.toPrettyString() + "\n");
    Files.move(whole, card, StandardCopyOption.ATOMIC_MOVE);
  }
}
