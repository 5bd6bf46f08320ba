package io.sluice.node.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.node.flow.FlowColumns;
import io.sluice.node.flow.FlowSink;
import io.sluice.node.flow.look.FirstLook;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All of it together, on its own threads. */
@Timeout(120)
class FlowExportTest {
  private static final FlowsConfig LAKE = new FlowsConfig(Duration.ofMinutes(1), List.of(), true);

  @TempDir Path folder;
  private final FakeMailbox mailbox = new FakeMailbox();

  private FlowExport export(Path state, int ringRows) {
    ExportSettings d = ExportSettings.defaults(state);
    return new FlowExport(
        new ExportSettings(
            state,
            ringRows,
            Duration.ZERO,
            d.longFlows(),
            d.lakeEvery(),
            d.lakeRows(),
            d.spoolBytes(),
            d.keep(),
            d.storeBytes(),
            d.memoryBytes(),
            Duration.ofSeconds(60)),
        mailbox,
        InetAddress.ofLiteral("127.0.0.1"));
  }

  private static void flows(FlowSink sink, int from, int count) {
    try (Traffic traffic = new Traffic(sink)) {
      for (int flow = from; flow < from + count; flow++) {
        traffic.udp(flow, 100);
      }
      traffic.flush();
    }
  }

  private static ExportTotals until(FlowExport export, Predicate<ExportTotals> done)
      throws InterruptedException {
    while (!done.test(export.totals())) {
      Thread.sleep(20);
    }
    return export.totals();
  }

  @Test
  void recordsOfEveryWorkerReachTheLakeAtTheLatestWhenTheApplianceLeaves() throws Exception {
    FlowExport export = export(folder, 4_096);
    FlowSink one = export.sink(0, new FirstLook());
    FlowSink two = export.sink(1, new FirstLook());
    export.change(LAKE);
    export.start("vm-1");
    flows(one, 0, 1_000);
    flows(two, 1_000, 500);
    export.close();

    ExportTotals totals = export.totals();
    assertThat(totals.recordsIn()).isEqualTo(1_500);
    assertThat(totals.recordsDropped()).isZero();
    assertThat(totals.recordsWritten()).isEqualTo(1_500);
    assertThat(totals.recordsUploaded()).isEqualTo(1_500);
    assertThat(mailbox.objects.keySet())
        .allSatisfy(name -> assertThat(name).startsWith("lake/flows/date=").contains("/vm-1-"));
  }

  @Test
  void beforeAConfigWantsRecordsNothingIsOpenedOnDisk() {
    FlowExport export = export(folder.resolve("state"), 64);
    FlowSink sink = export.sink(0, new FirstLook());
    export.start("vm-1");
    flows(sink, 0, 10);
    export.close();

    assertThat(folder.resolve("state")).doesNotExist();
    assertThat(export.totals().recordsIn()).isZero();
  }

  @Test
  void recordsThatFindTheRingFullAreCountedToTheLast() throws Exception {
    FlowExport export = export(folder, 64);
    FlowSink sink = export.sink(0, new FirstLook());
    export.change(LAKE);
    flows(sink, 0, 1_000);
    export.start("vm-1");
    ExportTotals totals = until(export, each -> each.recordsWritten() == 64);
    export.close();

    assertThat(totals.recordsIn()).isEqualTo(1_000);
    assertThat(totals.recordsDropped()).isEqualTo(936);
    assertThat(export.totals().recordsUploaded()).isEqualTo(64);
  }

  @Test
  void aWorkerThatTakesAnothersPlaceIsCountedOnWithIt() throws Exception {
    FlowExport export = export(folder, 1_024);
    FlowSink first = export.sink(0, new FirstLook());
    export.change(LAKE);
    export.start("vm-1");
    flows(first, 0, 100);
    FlowSink second = export.sink(0, new FirstLook());
    flows(second, 0, 50);
    until(export, each -> each.recordsWritten() == 150);
    export.close();

    assertThat(export.totals().recordsIn()).isEqualTo(150);
    assertThat(export.totals().recordsUploaded()).isEqualTo(150);
  }

  @Test
  void recordsGoToOtherPlacesFromOneConfigToTheNext() throws Exception {
    try (Collected collected = new Collected()) {
      FlowExport export = export(folder, 1_024);
      FlowSink sink = export.sink(0, new FirstLook());
      export.start("vm-1");
      export.change(new FlowsConfig(Duration.ofMinutes(1), List.of(collected.collector()), false));
      flows(sink, 0, 40);
      assertThat(collected.take(40).records).hasSize(40);
      until(export, each -> each.recordsWritten() == 40);
      // Until the lake's thread has seen that these are not meant for it
      Thread.sleep(6_000);

      export.change(LAKE);
      flows(sink, 100, 30);
      until(export, each -> each.recordsWritten() == 70);
      export.change(null);
      flows(sink, 200, 20);
      export.close();

      assertThat(export.totals().recordsIn()).isEqualTo(70);
      assertThat(export.totals().recordsUploaded()).isEqualTo(30);
      assertThat(export.totals().ipfixRecords()).isEqualTo(40);
    }
  }

  @Test
  void filesThatCannotBeUploadedAtTheEndAreUploadedByTheNextProcess() throws Exception {
    mailbox.away = true;
    FlowExport export = export(folder, 1_024);
    FlowSink sink = export.sink(0, new FirstLook());
    export.change(LAKE);
    export.start("vm-1");
    flows(sink, 0, 200);
    export.close();
    assertThat(export.totals().recordsUploaded()).isZero();
    assertThat(export.totals().filesWaiting()).isEqualTo(1);

    mailbox.away = false;
    FlowExport next = export(folder, 1_024);
    next.sink(0, new FirstLook());
    next.change(LAKE);
    next.start("vm-1");
    until(next, each -> each.recordsUploaded() == 200);
    next.close();
  }

  @Test
  void aStoreThatCannotBeOpenedLosesRecordsCountedAndCollectorsAreStillTold() throws Exception {
    Path file = Files.writeString(folder.resolve("not-a-directory"), "x");
    try (Collected collected = new Collected()) {
      FlowExport export = export(file, 1_024);
      FlowSink sink = export.sink(0, new FirstLook());
      export.change(new FlowsConfig(Duration.ofMinutes(1), List.of(collected.collector()), true));
      export.start("vm-1");
      flows(sink, 0, 25);
      assertThat(collected.take(25).records).hasSize(25);
      export.close();

      assertThat(export.totals().recordsStoreFailed()).isEqualTo(25);
      assertThat(export.totals().recordsWritten()).isZero();
    }
  }

  @Test
  void aFullDiskLosesRecordsCountedAndGoesOnOnceThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=6m", "none", disk.toString()))
        .as("a small file system can be mounted")
        .isZero();
    try {
      FlowExport export = export(disk, 16_384);
      FlowSink sink = export.sink(0, FlowColumns.all(new FirstLook()));
      export.change(LAKE);
      export.start("vm-1");
      Path ballast = disk.resolve("ballast");
      until(export, each -> Files.exists(disk.resolve("flows.duckdb")));
      flows(sink, 0, 10);
      until(export, each -> each.recordsWritten() == 10);
      Files.write(ballast, new byte[(int) disk.toFile().getUsableSpace() - 65_536]);
      for (int i = 0; i < 4; i++) {
        flows(sink, 0, 2_000);
        long all = 10 + (i + 1) * 2_000L;
        until(export, each -> each.recordsWritten() + each.recordsStoreFailed() >= all);
      }
      assertThat(export.totals().recordsStoreFailed()).isPositive();

      Files.delete(ballast);
      long before = export.totals().recordsWritten();
      while (export.totals().recordsWritten() == before) {
        flows(sink, 0, 10);
        Thread.sleep(500);
      }
      export.close();
      ExportTotals totals = export.totals();
      assertThat(totals.recordsWritten() + totals.recordsStoreFailed())
          .isEqualTo(totals.recordsIn());
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
