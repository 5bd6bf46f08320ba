package io.sluice.cli.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.terminal.Json;
import io.sluice.engine.blueprint.Loaded;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.PlanJson;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A plan in a file: the blueprint's text as it was, and what it would have changed. Applying it
 * plans again and goes on only where the result is the same, so a saved plan is a promise about
 * what happens and not a recording to be played back. Ids and changed fields in it hold the values
 * of {@code ${env:NAME}}; a secret has no place in a blueprint, so none is among them.
 *
 * @param file the blueprint's file as it was named then
 * @param blueprint the blueprint's text
 * @param plan as {@link PlanJson} writes it
 */
public record SavedPlan(String file, String blueprint, JsonNode plan) {
  private static final String FORMAT = "sluicePlan";
  private static final int VERSION = 1;

  public static SavedPlan of(Loaded blueprint, Plan plan) {
    return new SavedPlan(blueprint.name(), blueprint.source(), PlanJson.write(plan));
  }

  public void write(Path to) {
    ObjectNode json = Json.object().put(FORMAT, VERSION).put("file", file);
    json.put("blueprint", blueprint).set("plan", plan);
    try {
      Files.writeString(to, Json.pretty(json) + "\n");
    } catch (IOException e) {
      throw new ProblemException(
          Problem.error("plan.file", "The plan cannot be written to " + to + ".")
              .withDetail(e.toString()));
    }
  }

  /**
   * The plan in a file, or empty where the file is no plan and so must be a blueprint.
   *
   * @throws ProblemException when it is a plan of a version that we do not know
   */
  public static Optional<SavedPlan> read(Path from) {
    JsonNode json;
    try {
      String text = Files.readString(from);
      if (!text.stripLeading().startsWith("{")) {
        return Optional.empty();
      }
      json = Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      // The blueprint's loader tells what is wrong with a file that cannot be read.
      return Optional.empty();
    }
    if (!json.has(FORMAT)) {
      return Optional.empty();
    }
    if (json.path(FORMAT).asInt() != VERSION) {
      throw new ProblemException(
          Problem.error("plan.version", "The plan in " + from + " was saved by another version.")
              .withHint("`orchestrator plan BLUEPRINT --out " + from + "` makes a new one."));
    }
    return Optional.of(
        new SavedPlan(
            json.path("file").asText(), json.path("blueprint").asText(), json.path("plan")));
  }

  /**
   * Stops where the plan made now differs from the saved one.
   *
   * @throws ProblemException that says so
   */
  public void check(Plan now, Path from) {
    // Through text, because a number read back may be of another type than the one written.
    JsonNode again;
    try {
      again = Json.MAPPER.readTree(Json.pretty(PlanJson.write(now)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was just written is readable", e);
    }
    if (!again.equals(plan)) {
      throw new ProblemException(
          Problem.error(
                  "plan.stale",
                  "The plan in "
                      + from
                      + " is stale: since it was saved the cloud has changed, and the same"
                      + " blueprint now means other changes.")
              .withHint(
                  "`orchestrator plan "
                      + file
                      + " --out "
                      + from
                      + "` makes a new one to look at."));
    }
  }
}
