package io.sluice.it.crash;

import io.sluice.it.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One cloud, in which a blueprint is applied and destroyed again and again, each time with a kill
 * at another call. What must hold after each: the run that follows finishes the work, the cloud is
 * as after a clean run, the next plan says "No changes", and destroy leaves only what the user
 * owns.
 */
final class Harness implements AutoCloseable {
  /** The work that is killed. */
  enum Work {
    APPLY,
    DESTROY
  }

  /**
   * A kill.
   *
   * @param parallelism 1 numbers calls the same way each time
   */
  record Kill(Work work, Axe.Side side, Axe.Calls counted, int parallelism, int call) {
    Kill at(int other) {
      return new Kill(work, side, counted, parallelism, other);
    }
  }

  /**
   * What came of a kill.
   *
   * @param fell the call it fell at, empty when the work was done before
   * @param problems what was wrong afterwards
   */
  record Verdict(Kill kill, String fell, List<String> problems) {}

  /** Something that is wrong after a kill, for tests of the harness itself. */
  @FunctionalInterface
  interface Mischief {
    /**
     * @param sandbox its folder
     */
    void on(Path sandbox) throws IOException, InterruptedException;
  }

  private final Path blueprint;
  private final Path sandbox;
  private final Stage stage;
  private final Stage warmth;
  private final Wire wire;
  private final Spares spares;
  private final Scene scene;
  private final Snapshot users;
  private final Snapshot reference;

  Harness(Path folder, Scene scene) throws IOException, InterruptedException {
    this.scene = scene;
    this.blueprint = Files.writeString(folder.resolve("blueprint.yaml"), scene.blueprint());
    // Nothing boots from it here: the smallest bundle keeps the upload small
    Path bundle = Files.createDirectories(folder.resolve("home/bundle"));
    Files.writeString(bundle.resolve("appliance-0.1.0.tar.gz"), "no appliance\n");
    System.setProperty("sluice.home", folder.resolve("home").toString());
    stage = Stage.start(folder.resolve("sandbox"));
    warmth = Stage.start(folder.resolve("warmth"));
    wire = new Wire(stage.endpoint());
    sandbox = folder.resolve("through-the-wire");
    wire.folder(stage.folder(), sandbox);
    scene.furnish(stage.folder());
    scene.furnish(warmth.folder());
    users = look();
    run("apply", "--auto-approve");
    reference = look();
    run("destroy", "--auto-approve");
    spares =
        new Spares(
            warmth.folder(), this.blueprint, Files.createDirectories(folder.resolve("victims")));
  }

  /** Kills once and looks at what is left. */
  Verdict kill(Kill kill) throws IOException, InterruptedException {
    return kill(kill, untouched -> {});
  }

  /**
   * @param mischief done to the cloud after the kill, to see that the harness finds it
   */
  Verdict kill(Kill kill, Mischief mischief) throws IOException, InterruptedException {
    List<String> problems = new ArrayList<>();
    if (kill.work() == Work.DESTROY) {
      problems.addAll(attempt("apply", "--auto-approve"));
    }
    String fell;
    try (Victim victim = spares.take()) {
      Axe axe = new Axe(victim, kill.call(), kill.side(), kill.counted());
      wire.tap(axe);
      victim.go(
          sandbox,
          List.of(
              kill.work() == Work.APPLY ? "apply" : "destroy",
              blueprint.toString(),
              "--sandbox",
              "--auto-approve",
              "--parallelism",
              Integer.toString(kill.parallelism())));
      int exit = victim.await();
      wire.tap((call, onward) -> onward.send());
      fell = axe.fell();
      if (fell.isEmpty() && exit != 0) {
        problems.add("ended by itself with exit " + exit);
      }
    }
    mischief.on(stage.folder());
    if (kill.work() == Work.APPLY) {
      problems.addAll(attempt("apply", "--auto-approve"));
      problems.addAll(look().differences(reference));
      CommandLine.Said plan = CommandLine.run(sandbox, "plan", blueprint, "--sandbox");
      if (plan.exit() != 0 || !plan.text().contains("No changes")) {
        problems.add("the plan after it is not empty:\n" + plan.text());
      }
    }
    problems.addAll(attempt("destroy", "--auto-approve"));
    problems.addAll(look().differences(users));
    if (!problems.isEmpty()) {
      scene.mop(stage.folder(), users);
    }
    return new Verdict(kill, fell, problems);
  }

  private Snapshot look() throws IOException, InterruptedException {
    return scene.look(stage.folder());
  }

  private void run(String command, String... options) {
    List<String> problems = attempt(command, options);
    if (!problems.isEmpty()) {
      throw new IllegalStateException("a clean run fails: " + problems);
    }
  }

  private List<String> attempt(String command, String... options) {
    List<Object> words = new ArrayList<>(List.of(command, blueprint, "--sandbox"));
    words.addAll(List.of(options));
    CommandLine.Said said = CommandLine.run(sandbox, words.toArray());
    return said.exit() == 0 ? List.of() : List.of(said.command() + ":\n" + said.text());
  }

  @Override
  public void close() throws IOException {
    spares.close();
    wire.close();
    stage.close();
    warmth.close();
  }
}
