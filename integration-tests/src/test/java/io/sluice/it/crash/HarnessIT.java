package io.sluice.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.command.Logging;
import io.sluice.it.crash.Harness.Kill;
import io.sluice.it.crash.Harness.Verdict;
import io.sluice.it.crash.Harness.Work;
import io.sluice.it.stage.Cloud;
import io.sluice.it.stage.Loopback;
import io.sluice.it.stage.Users;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A few kills, and that the harness is able to find fault. All kills: {@code crash/run.sh}. */
@ResourceLock(Loopback.AZURE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HarnessIT {
  private static final String LEAK =
      Users.GROUP + "/providers/Microsoft.Network/publicIPAddresses/leak";

  private Harness harness;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Logging.silence();
    harness = new Harness(folder, new AzureScene());
  }

  @AfterAll
  void stop() throws IOException {
    harness.close();
  }

  @Test
  @Order(1)
  void anApplyKilledAfterItsTenthWriteIsFinishedByTheNext() throws Exception {
    Verdict verdict = harness.kill(new Kill(Work.APPLY, Axe.Side.AFTER, Axe.Calls.WRITES, 1, 10));

    assertThat(verdict.fell()).startsWith("PUT ");
    assertThat(verdict.problems()).isEmpty();
  }

  @Test
  @Order(2)
  void aDestroyKilledBeforeItsFifthWriteIsFinishedByTheNext() throws Exception {
    Verdict verdict = harness.kill(new Kill(Work.DESTROY, Axe.Side.BEFORE, Axe.Calls.WRITES, 1, 5));

    assertThat(verdict.fell()).isNotEmpty();
    assertThat(verdict.problems()).isEmpty();
  }

  @Test
  @Order(3)
  void whatIsLeftBehindIsFound() throws Exception {
    Verdict verdict = harness.kill(middle(), sandbox -> plant(Cloud.in(sandbox)));

    assertThat(verdict.problems()).anyMatch(p -> p.contains("too many") && p.contains("leak"));
  }

  @Test
  @Order(4)
  void aFieldOfTheUsersThatIsNotAsItWasIsFound() throws Exception {
    Verdict verdict =
        harness.kill(
            middle(),
            sandbox -> {
              Cloud cloud = Cloud.in(sandbox);
              cloud.delete(LEAK);
              String changed = cloud.get(Users.LOAD_BALANCER).toString();
              cloud.put(Users.LOAD_BALANCER, changed.replace("the shop", "somebody else"));
            });

    assertThat(verdict.problems()).anyMatch(p -> p.contains("/tags/owner is somebody else"));
  }

  private static Kill middle() {
    return new Kill(Work.APPLY, Axe.Side.AFTER, Axe.Calls.WRITES, 1, 5);
  }

  private static void plant(Cloud cloud) throws IOException, InterruptedException {
    cloud.put(
        LEAK,
        """
        {"location": "westeurope", "sku": {"name": "Standard"},
         "properties": {"publicIPAllocationMethod": "Static"}}
        """);
  }
}
