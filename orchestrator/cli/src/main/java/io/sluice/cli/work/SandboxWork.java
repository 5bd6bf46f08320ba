package io.sluice.cli.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.sandbox.SandboxClient;
import io.sluice.cli.sandbox.SandboxDaemon;
import io.sluice.cli.sandbox.SandboxFile;
import io.sluice.cli.sandbox.SandboxState;
import io.sluice.cli.sandbox.Stopped;
import io.sluice.cli.terminal.Json;
import io.sluice.cli.terminal.Quantity;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Starts, stops and shows the sandbox. */
public final class SandboxWork {
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private final Setting setting;
  private final Terminal terminal;

  public SandboxWork(Setting setting) {
    this.setting = setting;
    this.terminal = setting.terminal();
  }

  public int start() {
    SandboxDaemon daemon = setting.daemon();
    boolean up = daemon.state() instanceof SandboxState.Up;
    SandboxFile file = daemon.ensure(warning -> terminal.problems(List.of(warning)));
    if (terminal.json()) {
      terminal.document(true, json(file).put("started", !up));
    } else if (up) {
      terminal.result("The sandbox runs already, at " + file.http() + ".");
    } else {
      terminal.result(file.http().toString());
    }
    return Exit.OK;
  }

  public int stop() {
    Stopped stopped = setting.daemon().stop();
    if (terminal.json()) {
      terminal.document(
          true,
          Json.object()
              .put("daemon", stopped.how().name().toLowerCase(Locale.ROOT))
              .put("machinesEnded", stopped.machines()));
      return Exit.OK;
    }
    terminal.result(
        switch (stopped.how()) {
          case NOT_RUNNING -> "No sandbox is running.";
          case WAS_DEAD -> "The sandbox was dead already; its traces are removed.";
          case ASKED -> "The sandbox is stopped.";
          case TERMINATED -> "The sandbox did not end when asked and was ended by SIGTERM.";
          case KILLED -> "The sandbox did not end on SIGTERM and was killed.";
        });
    if (stopped.machines() > 0) {
      terminal.result(
          Run.count(stopped.machines(), "machine") + " that it left behind ended as well.");
    }
    return Exit.OK;
  }

  public int status() {
    return switch (setting.daemon().state()) {
      case SandboxState.Up up -> show(up);
      case SandboxState.None none -> {
        if (terminal.json()) {
          terminal.document(true, Json.object().put("running", false));
        } else {
          terminal.result("No sandbox is running.");
        }
        yield Exit.OK;
      }
      case SandboxState.Dead dead ->
          throw new ProblemException(
              Problem.error(
                      "sandbox.dead",
                      "The sandbox (process " + dead.file().pid() + ") is dead, its cloud gone.")
                  .withHint(
                      "`orchestrator sandbox start` starts a new one; the last words of this one"
                          + " are in "
                          + setting.daemon().log()
                          + "."));
      case SandboxState.HalfDead half ->
          throw new ProblemException(setting.daemon().halfDead(half.file()));
    };
  }

  private int show(SandboxState.Up up) {
    JsonNode calls;
    try {
      calls = new SandboxClient(up.file()).calls(ANSWER);
    } catch (IOException e) {
      throw new ProblemException(setting.daemon().halfDead(up.file()));
    }
    if (terminal.json()) {
      ObjectNode json = json(up.file()).put("running", true);
      json.set("status", up.status());
      json.set("calls", calls);
      terminal.document(true, json);
      return Exit.OK;
    }
    Duration uptime = Duration.between(up.file().startedAt(), Instant.now());
    terminal.result(
        """
        endpoint  %s
        process   %d, up for %s
        """
            .formatted(up.file().http(), up.file().pid(), Quantity.of(uptime)));
    terminal.result(SandboxText.of(up.status(), calls));
    return Exit.OK;
  }

  private static ObjectNode json(SandboxFile file) {
    return Json.object()
        .put("http", file.http().toString())
        .put("pid", file.pid())
        .put("startedAt", file.startedAt().toString());
  }
}
