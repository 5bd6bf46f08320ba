package io.sluice.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {
  @TempDir Path folder;
  private final List<Process> others = new ArrayList<>();
  private Bench bench;
  private Path dir;

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
    bench.sandboxCommand = FakeDaemon.command("good");
    dir = folder.resolve("sandbox");
  }

  @AfterEach
  void nothingIsLeft() {
    bench.run("sandbox", "stop");
    others.forEach(Process::destroyForcibly);
  }

  @Test
  void shouldStartOnceAndLeaveNothingWhenStopped() throws IOException {
    assertThat(bench.run("sandbox", "start")).isZero();
    assertThat(bench.out()).contains("Starting the sandbox in DIR/sandbox.").contains("is up at");
    long pid = pid();
    assertThat(bench.run("sandbox", "start")).isZero();
    assertThat(bench.out()).startsWith("The sandbox runs already, at http://127.0.0.1:");
    assertThat(pid()).isEqualTo(pid);

    assertThat(bench.run("sandbox", "stop")).isZero();
    assertThat(bench.out()).endsWith("The sandbox is stopped.\n");
    awaitEnd(pid);
    assertThat(dir.resolve("sandbox.json")).doesNotExist();
    assertThat(bench.run("sandbox", "status")).isZero();
    assertThat(bench.out()).isEqualTo("No sandbox is running.\n");
  }

  @Test
  void shouldLiveInASessionOfItsOwnWhereCtrlCDoesNotReachIt() throws IOException {
    assumeThat(Path.of("/usr/bin/setsid")).exists();
    bench.run("sandbox", "start");
    String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
    String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    assertThat(session).isEqualTo(Long.toString(pid()));
  }

  @Test
  void shouldBeStartedByAnyCommandThatNeedsIt() throws IOException {
    assertThat(bench.run("plan", "@", "--sandbox")).isZero();
    assertThat(ProcessHandle.of(pid()).filter(ProcessHandle::isAlive)).isPresent();
  }

  @Test
  void shouldShowWhatItIsAndWhatWasAskedOfIt() {
    bench.run("sandbox", "start");
    assertThat(bench.run("sandbox", "status")).isZero();
    assertThat(bench.out())
        .contains("endpoint  http://127.0.0.1:")
        .contains(
            """
            calls     12 from outside, 5 from machines
            dropped by the fabric: no-healthy-target 3

            FRONTEND  PUBLIC ADDRESS  PORTS    THROUGH GATEWAY  BACKENDS
            web       203.0.113.1     80, 443  gw               1 of 2 healthy

            GATEWAY       APPLIANCE  ADDRESS HERE  HEALTH   EXTERNAL SENT  RETURNED  INTERNAL SENT  RETURNED
            gw 10.40.1.4  m_0        127.40.1.5    Healthy              6         4              4         6

            MACHINE  PRIVATE ADDRESS  STATE      POWER    HEALTH   MODEL
            m_0      10.40.1.5        Succeeded  running  Healthy  latest

            RESOURCES                        COUNT
            Microsoft.Network/loadBalancers      2
            """);
  }

  @Test
  void shouldSayThatADeadOneIsDeadAndStartANewOne() throws IOException {
    bench.run("sandbox", "start");
    long pid = pid();
    kill(pid);
    Process machine = sleeper();
    record(machine, machine.info().startInstant().orElseThrow());

    assertThat(bench.run("sandbox", "status")).isEqualTo(1);
    assertThat(bench.err()).contains("is dead, its cloud gone");
    assertThat(bench.run("plan", "@", "--sandbox")).isZero();
    assertThat(bench.err())
        .contains("warning: The sandbox (process " + pid + ") is dead; its cloud is gone");
    assertThat(pid()).isNotEqualTo(pid);
    assertEnded(machine);
  }

  @Test
  void shouldSayThatAHalfDeadOneDoesNotAnswerAndStillStopIt() throws IOException {
    startUnanswered();
    assertThat(bench.run("plan", "@", "--sandbox")).isEqualTo(1);
    assertThat(bench.err())
        .contains("lives but does not answer at http://127.0.0.1:")
        .contains("hint: `orchestrator sandbox stop` ends it");
    assertThat(bench.run("sandbox", "stop")).isZero();
    assertThat(bench.out()).endsWith("was ended by SIGTERM.\n");
  }

  @Test
  void shouldEndOneThatRefusesToStop() {
    bench.sandboxCommand = FakeDaemon.command("deaf");
    bench.run("sandbox", "start");
    assertThat(bench.run("sandbox", "stop")).isZero();
    assertThat(bench.out()).endsWith("was ended by SIGTERM.\n");
  }

  @Test
  void shouldKillOneThatDoesNotEvenEndOnSigterm() throws IOException {
    bench.sandboxCommand = FakeDaemon.command("stubborn");
    bench.run("sandbox", "start");
    long pid = pid();
    assertThat(bench.run("sandbox", "stop")).isZero();
    assertThat(bench.out()).endsWith("was killed.\n");
    awaitEnd(pid);
  }

  @Test
  void shouldEndMachinesThatItsDaemonLeftBehind() throws IOException {
    bench.run("sandbox", "start");
    Process machine = sleeper();
    record(machine, machine.info().startInstant().orElseThrow());
    assertThat(bench.run("sandbox", "stop")).isZero();
    assertThat(bench.out()).endsWith("1 machine that it left behind ended as well.\n");
    assertEnded(machine);
  }

  @Test
  void shouldNotTouchAProcessThatGotAnOldPid() throws IOException {
    Process stranger = sleeper();
    record(stranger, Instant.parse("2020-01-01T00:00:00Z"));
    Files.writeString(
        dir.resolve("sandbox.json"),
        """
        {"pid": %d, "startedAt": "2020-01-01T00:00:00Z", "http": "http://127.0.0.1:1", "token": "t"}
        """
            .formatted(stranger.pid()));
    assertThat(bench.run("sandbox", "stop")).isZero();
    assertThat(bench.out()).isEqualTo("The sandbox was dead already; its traces are removed.\n");
    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void shouldShowTheLogOfOneThatDoesNotComeUp() {
    bench.sandboxCommand = FakeDaemon.command("broken");
    assertThat(bench.run("sandbox", "start")).isEqualTo(1);
    assertThat(bench.err())
        .isEqualTo(
            """
            error: The sandbox ended with status 3 while starting.
              no room on this machine
              hint: Its log is DIR/sandbox/sandbox.log.
            """);
  }

  @Test
  void shouldShowWhatTrafficLostAndWhoCountedIt() throws IOException {
    bench.run("sandbox", "start");
    assertThat(bench.run("sandbox", "traffic", "--conversations", "1000")).isZero();
    assertThat(bench.out())
        .isEqualTo(
            """
            580 of 600 conversations done after 1.0s, 5990 of 6000 packets delivered
            1000 of 1000 conversations through web (20.0.0.4) in 1.7 s, 0 packets sent again, 0 conversations moved.

            DIRECTION  SENT  DELIVERED  LOST     P50     P90      P99      MAX
            to server  6000       6000     0  180 us  420 us  1900 us  12.4 ms
            to client  5000       5000     0  190 us  430 us  2100 us  9800 us

            APPLIANCE  TUNNEL    FABRIC SENT  COUNTED IN  COUNTED OUT  FABRIC GOT  VERDICT
            fleet_0    external         6000        6000         5000        5000  agrees
            fleet_0    internal         5000        5000         6000        6000  agrees

            Nothing was lost, and the appliances counted what the fabric counted, packet for packet.
            """);
    assertThat(bench.run("sandbox", "traffic", "--json", "-q")).isZero();
    JsonNode json = Json.MAPPER.readTree(bench.out());
    assertThat(json.path("report").path("toServer").path("sent").asInt()).isEqualTo(6000);
  }

  @Test
  void shouldShowWhatWasMirroredAndWhoCountedIt() throws IOException {
    bench.sandboxCommand = FakeDaemon.command("aws");
    bench.run("sandbox", "start");
    assertThat(bench.run("sandbox", "traffic", "--payload", "3000")).isEqualTo(1);
    assertThat(bench.out())
        .isEqualTo(
            """
            580 of 600 conversations done after 1.0s, 6960 packets sent, 13000 mirrored
            1000 of 1000 conversations with 60 mirrored interfaces in 1.7 s: 12000 packets on the wire, 23000 mirrored by 60 sessions.

            APPLIANCE  FABRIC SENT  COUNTED IN  OBSERVED  BYTES SENT  COUNTED IN  VERDICT
            i-1              11500       11500     11500     1000000     1000000  agrees
            i-2              11490       11490     11480      990000      990000  differs
            i-3                  5           -         -         500           -  gone

            not mirrored: 1000 no-session
            dropped by the fabric: 5 no-target-in-zone
            dropped by i-2: 10 bad-vni
            5 mirrored packets went to no appliance, and the appliances did not all count what the fabric sent.
            """);
    assertThat(bench.run("sandbox", "traffic", "--json", "-q")).isEqualTo(1);
    JsonNode json = Json.MAPPER.readTree(bench.out());
    assertThat(json.path("report").path("mirrored").path("packets").asInt()).isEqualTo(23000);
  }

  @Test
  void shouldShowWhoIsBehindAmazonsBalancers() {
    bench.sandboxCommand = FakeDaemon.command("aws");
    bench.run("sandbox", "start");
    assertThat(bench.run("sandbox", "status")).isZero();
    assertThat(bench.out())
        .endsWith(
            """
            mirrored  24000 packets, by 60 sessions
            mirrored but dropped by the fabric: no-target 10

            BALANCER              TYPE     TARGET  ZONE        ADDRESS HERE  HEALTH                SENT  RETURNED
            netops-mirror-a1b2c3  network  i-1     eu-west-1a  127.60.0.9    healthy              12000         0
            netops-mirror-a1b2c3  network  i-2     eu-west-1b  127.60.32.9   unhealthy, draining  11990         0
            empty                 gateway  -       -           -             -                        -         -
            """);
  }

  @Test
  void shouldSayThatThereIsNothingToSendThrough() {
    assertThat(bench.run("sandbox", "traffic")).isEqualTo(1);
    assertThat(bench.err()).startsWith("error: No sandbox is running.\n  hint: ");
  }

  @Test
  void shouldExplainADurationThatIsNone() {
    assertThat(bench.run("sandbox", "traffic", "--duration", "soon")).isEqualTo(1);
    assertThat(bench.err()).contains("`soon` is no duration; write one as");
  }

  /** A mute daemon never counts as started, so it is started by hand. */
  private void startUnanswered() throws IOException {
    Files.createDirectories(dir);
    List<String> command = new ArrayList<>(FakeDaemon.command("mute"));
    command.addAll(List.of("--dir", dir.toString()));
    others.add(new ProcessBuilder(command).start());
    while (!Files.exists(dir.resolve("sandbox.json"))) {
      Thread.onSpinWait();
    }
  }

  private Process sleeper() throws IOException {
    Process process = new ProcessBuilder("sleep", "600").start();
    others.add(process);
    return process;
  }

  private void record(Process machine, Instant start) throws IOException {
    Path root = Files.createDirectories(dir.resolve("machines/m_0"));
    Files.writeString(root.resolve("pid"), machine.pid() + " " + start.toEpochMilli());
  }

  /** The JDK's own thread learns of the end a moment after the operating system does. */
  private static void assertEnded(Process process) {
    assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(20));
  }

  private static void kill(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  /** The process table may hold it for a moment longer, until this JVM has taken note. */
  private static void awaitEnd(long pid) {
    ProcessHandle.of(pid).ifPresent(process -> process.onExit().orTimeout(20, SECONDS).join());
  }

  private long pid() throws IOException {
    return Json.MAPPER.readTree(dir.resolve("sandbox.json").toFile()).path("pid").asLong();
  }
}
