package io.sluice.it.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.it.stage.Cloud;
import io.sluice.it.stage.Loopback;
import io.sluice.it.stage.Outcome;
import io.sluice.it.stage.Shell;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake gets one clear sentence, and nothing is created. */
@ResourceLock(Loopback.AZURE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
  private static final String OUR_GROUP = Cloud.SUBSCRIPTION + "/resourceGroups/web-inspection";

  private Shell shell;
  private Cloud cloud;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    shell = new Shell(home);
    shell.orchestrator("sandbox", "start").succeeds();
    cloud = shell.cloud();
  }

  @AfterEach
  void clear() throws Exception {
    cloud.control("DELETE", "/faults", "");
    for (String id : cloud.everything().keySet()) {
      if (id.matches("/subscriptions/[^/]+/resourcegroups/[^/]+")) {
        cloud.delete(id);
      }
    }
    assertThat(cloud.everything()).isEmpty();
  }

  @AfterAll
  void stop() throws Exception {
    shell.orchestrator("sandbox", "stop").succeeds();
    assertThat(shell.processes()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "an unknown key          | probe:          | prob:                     | prob",
        "a wrong type            | min: 2          | min: two                  | min",
        "overlapping VNIs        | vni: 901        | vni: 900                  | 900",
        "the port Azure refuses  | port: 10800     | port: 4789                | 4789",
        "more at least than most | min: 2, max: 4  | min: 5, max: 4            | min",
        "an unset variable       | westeurope      | ${env:SLUICE_UNSET_THING} |"
            + " SLUICE_UNSET_THING",
      })
  void isToldWithItsPlaceInOneSentence(String mistake, String from, String to, String named)
      throws Exception {
    String blueprint = Blueprints.edit(Blueprints.example(), from, to);
    Path file = shell.write("wrong.yaml", blueprint);

    Outcome outcome = shell.orchestrator("apply", file, "--sandbox", "--auto-approve");

    outcome.failsWithSentence();
    assertThat(outcome.errors()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).as(mistake).contains(named).containsPattern("wrong\\.yaml:\\d+:\\d+");
    assertThat(cloud.everything()).isEmpty();
  }

  @Test
  void aMisspeltKeyIsAnsweredWithTheNearestOne() throws Exception {
    Path file = shell.write("wrong.yaml", Blueprints.edit(Blueprints.example(), "probe:", "prob:"));

    assertThat(shell.orchestrator("validate", file).failsWithSentence().err())
        .containsPattern("[Dd]id you mean `probe`");
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    Outcome outcome =
        shell.orchestrator("apply", "no-such-file.yaml", "--sandbox", "--auto-approve");

    outcome.failsWithSentence();
    assertThat(outcome.errors()).isEqualTo(1);
    assertThat(outcome.err()).contains("no-such-file.yaml");
    assertThat(cloud.everything()).isEmpty();
  }

  @Test
  void withoutCredentialsTheRealCloudIsRefusedInOneSentence() throws Exception {
    Path file = shell.write("good.yaml", Blueprints.example());

    Outcome outcome = shell.orchestrator("apply", file, "--auto-approve");

    outcome.failsWithSentence();
    assertThat(outcome.errors()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).containsIgnoringCase("credential");
  }

  @Test
  void withoutPermissionTheDeniedCallIsNamedAndNothingIsCreated() throws Exception {
    fault(
        "PUT .*",
        403,
        "AuthorizationFailed",
        "The client 'x' does not have authorization to perform action.");

    Outcome outcome = apply();

    outcome.failsWithSentence();
    assertThat(outcome.err()).containsIgnoringCase("permission");
    assertThat(cloud.everything()).isEmpty();
  }

  @Test
  void aQuotaThatIsUsedUpIsToldAndTheRestCanBeTakenAway() throws Exception {
    fault(
        "PUT .*publicIPAddresses.*",
        400,
        "PublicIPCountLimitReached",
        "Cannot create more than 10 public IP addresses for this subscription in this region.");

    Outcome outcome = apply();

    outcome.failsWithSentence();
    assertThat(outcome.err()).contains("public IP").containsIgnoringCase("quota");
    assertThat(cloud.everything().keySet()).noneMatch(id -> id.contains("publicipaddresses"));
    cloud.control("DELETE", "/faults", "");
    shell
        .orchestrator("destroy", shell.home().resolve("good.yaml"), "--sandbox", "--auto-approve")
        .succeeds();
    assertThat(cloud.everything()).isEmpty();
  }

  @Test
  void aForeignThingOfOurNameIsNeverTakenOver() throws Exception {
    String name = ourNetwork();
    cloud.put(OUR_GROUP, "{\"location\": \"westeurope\"}");
    String foreign = OUR_GROUP + "/providers/Microsoft.Network/virtualNetworks/" + name;
    cloud.put(
        foreign,
        """
        {"location": "westeurope", "tags": {"owner": "somebody else"},
         "properties": {"addressSpace": {"addressPrefixes": ["10.9.0.0/16"]}}}
        """);
    var before = cloud.everything();

    Outcome outcome = apply();

    outcome.failsWithSentence();
    assertThat(outcome.errors()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains(name);
    assertThat(cloud.everything()).isEqualTo(before);
  }

  /** The name that the plan gives to the network it would create. */
  private String ourNetwork() throws Exception {
    Path file = shell.write("good.yaml", Blueprints.example());
    var plan = shell.orchestrator("plan", file, "--sandbox", "--json").json();
    for (var change : plan.path("changes")) {
      if (change.path("kind").asText().equals("Microsoft.Network/virtualNetworks")) {
        String id = change.path("id").asText();
        return id.substring(id.lastIndexOf('/') + 1);
      }
    }
    throw new AssertionError("the plan creates no network: " + plan);
  }

  private Outcome apply() throws IOException, InterruptedException {
    Path file = shell.write("good.yaml", Blueprints.example());
    return shell.orchestrator("apply", file, "--sandbox", "--auto-approve");
  }

  private void fault(String match, int status, String code, String message) throws Exception {
    cloud.control(
        "POST",
        "/faults",
        """
        {"match": "%s", "status": %d, "times": 1000,
         "body": {"error": {"code": "%s", "message": "%s"}}}
        """
            .formatted(match, status, code, message));
  }
}
