package io.sluice.sandbox.aws.asg;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.machine.BootFailure;
import io.sluice.sandbox.machine.MachineLauncher;
import io.sluice.sandbox.testing.Await;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceHostsTest {
  private static final String OURS =
      """
      #cloud-config
      write_files:
        - {path: /etc/sluice/boot.json, content: '{"a": 1}'}
      """;

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch mayLaunch = new CountDownLatch(1);
  private final Launcher launcher = new Launcher();
  @TempDir private Path folder;
  private InstanceHosts hosts;

  /** Writes down what it is told, once it may. */
  private final class Launcher implements MachineLauncher {
    @Override
    public Running launch(String machine, Path root, byte[] bootDocument, InetAddress address)
        throws BootFailure, InterruptedException {
      mayLaunch.await();
      String document = new String(bootDocument, StandardCharsets.UTF_8);
      if (machine.equals("i-bad")) {
        throw new BootFailure("the bundle is rotten");
      }
      events.add(
          "launched %s at %s in %s with %s"
              .formatted(machine, address.getHostAddress(), root.getFileName(), document));
      CompletableFuture<String> end = new CompletableFuture<>();
      return new Running() {
        @Override
        public boolean alive() {
          return !end.isDone();
        }

        @Override
        public void stop(Duration grace) {
          events.add("stopped " + machine);
          end.complete("stopped");
        }

        @Override
        public void kill() {
          events.add("killed " + machine);
          end.complete("killed");
        }
      };
    }
  }

  @BeforeEach
  void hosts() throws Exception {
    hosts = new InstanceHosts(folder, launcher);
  }

  @AfterEach
  void close() {
    hosts.close();
  }

  @Test
  void anInstanceWithABootDocumentRunsAnApplianceUntilItIsShutDown() throws Exception {
    mayLaunch.countDown();

    hosts.boot(instance("i-1", OURS));

    Await.until("it runs", () -> hosts.runs("i-1"));
    assertThat(events).containsExactly("launched i-1 at 127.60.0.7 in i-1 with {\"a\": 1}");
    shutDown("i-1");
    assertThat(events).last().isEqualTo("stopped i-1");
    assertThat(hosts.runs("i-1")).isFalse();
  }

  @Test
  void anInstanceOfTheEstateRunsNothing() throws Exception {
    mayLaunch.countDown();

    hosts.boot(instance("i-1", ""));
    hosts.boot(instance("i-2", "#!/bin/sh\nrm -rf /\n"));

    shutDown("i-1");
    shutDown("i-2");
    assertThat(events).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatCannotBootStaysAnInstanceThatRunsNothing() throws Exception {
    mayLaunch.countDown();

    hosts.boot(instance("i-bad", OURS));
    shutDown("i-bad");

    assertThat(events).isEmpty();
    assertThat(hosts.runs("i-bad")).isFalse();
  }

  @Test
  void anInstanceThatIsShutDownWhileItBootsNeverRuns() throws Exception {
    hosts.boot(instance("i-1", OURS));

    shutDown("i-1");
    mayLaunch.countDown();

    assertThat(events).isEmpty();
  }

  @Test
  void closingKillsEverything() throws Exception {
    mayLaunch.countDown();
    hosts.boot(instance("i-1", OURS));
    hosts.boot(instance("i-2", OURS));
    Await.until("both run", () -> hosts.runs("i-1") && hosts.runs("i-2"));

    hosts.close();

    assertThat(events).contains("killed i-1", "killed i-2");
    hosts.boot(instance("i-3", OURS));
    assertThat(hosts.runs("i-3")).isFalse();
  }

  @Test
  void whatAKilledSandboxLeftIsEndedAtTheStart() throws Exception {
    Process orphan = new ProcessBuilder("sleep", "600").start();
    try {
      Path root = Files.createDirectories(folder.resolve("i-9"));
      long start = orphan.info().startInstant().orElseThrow().toEpochMilli();
      Files.writeString(root.resolve("pid"), orphan.pid() + " " + start + "\n");

      new InstanceHosts(folder, launcher).close();

      assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      orphan.destroyForcibly();
    }
  }

  private void shutDown(String instance) throws Exception {
    CompletableFuture<String> stopped = new CompletableFuture<>();
    hosts.shutDown(instance, () -> stopped.complete("yes"));
    assertThat(stopped.get(60, TimeUnit.SECONDS)).isEqualTo("yes");
  }

  private static Ec2Instance instance(String id, String userData) {
    return new Ec2Instance(
        id,
        "eu-west-1",
        "pending",
        "c6in.large",
        "ami-1",
        "vpc-1",
        "subnet-1",
        "eu-west-1a",
        "10.60.0.7",
        Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8)),
        null,
        Map.of(),
        Instant.EPOCH);
  }
}
