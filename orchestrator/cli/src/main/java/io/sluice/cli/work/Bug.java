package io.sluice.cli.work;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Our own bug: said as such, with the stack trace in a file and not on the screen. */
public final class Bug {
  private Bug() {}

  /**
   * What the user reads.
   *
   * @param version of ours, for the report
   */
  public static String report(Throwable error, String version) {
    StringWriter trace = new StringWriter();
    PrintWriter writer = new PrintWriter(trace);
    writer.println("sluice " + version);
    writer.println("java " + Runtime.version());
    writer.println("system " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    error.printStackTrace(writer);
    writer.flush();
    String message = error.getMessage() == null ? "" : ": " + error.getMessage();
    return "This is a bug in orchestrator and no mistake of yours ("
        + error.getClass().getSimpleName()
        + message
        + ").\n"
        + place(trace.toString());
  }

  private static String place(String trace) {
    try {
      Path file = Files.createTempFile("orchestrator-bug-", ".txt");
      Files.writeString(file, trace);
      return "Please report it with the file " + file + ", which holds the stack trace.\n";
    } catch (IOException e) {
      return "Please report it with this stack trace:\n" + trace;
    }
  }
}
