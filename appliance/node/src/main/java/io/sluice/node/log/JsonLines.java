package io.sluice.node.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.jspecify.annotations.Nullable;

/** Writes log records as JSON lines: time, level, logger, message, then the record's fields. */
public final class JsonLines extends Formatter {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A log manager that shutdown does not silence: the JVM resets the usual one while the drain is
   * still to be logged.
   */
  public static final class LastingLogManager extends LogManager {
    @Override
    public void reset() {}
  }

  /** Sends every log line to standard output. Must come before anything else logs. */
  public static void install() {
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    StreamHandler out = new FlushingHandler();
    out.setFormatter(new JsonLines());
    out.setLevel(Level.ALL);
    root.addHandler(out);
    root.setLevel(Level.INFO);
  }

  private static final class FlushingHandler extends StreamHandler {
    FlushingHandler() {
      setOutputStream(System.out);
    }

    @Override
    public synchronized void publish(@Nullable LogRecord line) {
      super.publish(line);
      flush();
    }
  }

  @Override
  public String format(LogRecord line) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("time", line.getInstant().toString());
    fields.put("level", level(line.getLevel()));
    fields.put("logger", line.getLoggerName());
    fields.put("message", formatMessage(line));
    @Nullable Object[] parameters =
        Objects.requireNonNullElse(line.getParameters(), new @Nullable Object[0]);
    for (int i = 0; i + 1 < parameters.length; i += 2) {
      fields.put(String.valueOf(parameters[i]), parameters[i + 1]);
    }
    Throwable thrown = line.getThrown();
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      fields.put("trace", trace.toString());
    }
    try {
      return JSON.writeValueAsString(fields) + "\n";
    } catch (JsonProcessingException e) {
      return "{\"level\":\"ERROR\",\"message\":\"A log line could not be written.\"}\n";
    }
  }

  private static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    return level.intValue() >= Level.WARNING.intValue() ? "WARN" : level.getName();
  }
}
