package io.sluice.it.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.it.Places;
import io.sluice.it.judge.ClosedSchemas;
import io.sluice.it.judge.Exchange;
import io.sluice.it.judge.OpenApiJudge;
import io.sluice.it.stage.Loopback;
import io.sluice.it.stage.Shell;
import io.sluice.it.stage.Users;
import io.sluice.it.wire.Recorder;
import io.sluice.it.wire.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What goes over the wire while the example blueprint is applied, changed and destroyed, before
 * Microsoft's own descriptions.
 */
@ResourceLock(Loopback.AZURE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JudgedIT {
  private Shell shell;
  private List<Exchange> exchanges;

  @BeforeAll
  void record(@TempDir Path home) throws Exception {
    Places.shared("specs/azure");
    shell = new Shell(home);
    shell.orchestrator("sandbox", "start").succeeds();
    Users.create(shell.cloud(), 2);
    Recorder recorder = new Recorder();
    try (Wire wire = new Wire(shell.cloud().endpoint())) {
      wire.tap(recorder);
      wire.folder(home.resolve("sandbox"), home.resolve("through-the-wire"));
      Shell through =
          new Shell(home).with("SLUICE_SANDBOX_DIR", home.resolve("through-the-wire").toString());
      String blueprint = Blueprints.link(Blueprints.example(), List.of(Users.frontend(1)));
      Path file = shell.write("judged.yaml", blueprint);
      through.orchestrator("apply", file, "--sandbox", "--auto-approve").succeeds();
      shell.write("judged.yaml", Blueprints.edit(blueprint, "interval: 5s", "interval: 6s"));
      through.orchestrator("apply", file, "--sandbox", "--auto-approve").succeeds();
      through.orchestrator("destroy", file, "--sandbox", "--auto-approve").succeeds();
    }
    exchanges = recorder.exchanges();
  }

  @AfterAll
  void stop() throws Exception {
    if (shell != null) {
      shell.orchestrator("sandbox", "stop");
    }
  }

  @Test
  void theRecordHoldsTheWholeStack() {
    assertThat(exchanges.stream().filter(e -> e.method().equals("PUT")).map(Exchange::url))
        .anyMatch(url -> url.contains("/loadBalancers/"))
        .anyMatch(url -> url.contains("/virtualNetworks/"))
        .anyMatch(url -> url.contains("/networkSecurityGroups/"))
        .anyMatch(url -> url.contains("/publicIPAddresses/"))
        .anyMatch(url -> url.contains("/virtualMachineScaleSets/"))
        .anyMatch(url -> url.contains("/storageAccounts/"))
        .anyMatch(url -> url.contains("/userAssignedIdentities/"))
        .anyMatch(url -> url.contains("/roleAssignments/"))
        .anyMatch(url -> url.toLowerCase(java.util.Locale.ROOT).contains("/autoscalesettings/"));
    assertThat(exchanges).anyMatch(e -> e.method().equals("DELETE"));
  }

  @Test
  void everyRequestBodyPassesTheClosedRequestSchemas() throws Exception {
    ClosedSchemas judge = new ClosedSchemas(Places.shared("specs/azure/request-schemas/schemas"));
    List<String> problems = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      problems.addAll(judge.problems(exchange));
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void everyRequestAndEveryAnswerPassesTheOpenApiStatusIncluded() throws Exception {
    OpenApiJudge judge = new OpenApiJudge(Places.shared("specs/azure/openapi-bundled"));
    List<String> problems = new ArrayList<>();
    int judged = 0;
    for (Exchange exchange : exchanges) {
      problems.addAll(judge.problems(exchange));
      judged += OpenApiJudge.outOfScope(exchange).isEmpty() ? 1 : 0;
    }
    assertThat(problems).isEmpty();
    assertThat(judged).isGreaterThan(30);
  }
}
