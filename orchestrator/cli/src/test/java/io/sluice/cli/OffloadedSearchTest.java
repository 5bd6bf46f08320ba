package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Segments in the mailbox, and which of them are searched. */
class OffloadedSearchTest extends SearchRoom {
  @Test
  @DisplayName("offloaded segments are searched where no answer covers them, and only there")
  void offloaded() throws IOException {
    objects.lay(
        "capture/gone_7/000000000001-20261122T100000Z.pcapng",
        FakeAppliance.pcapng("internal", 900, 0.5, 2.5));
    objects.lay("capture/gone_7/000000000001-20261122T100000Z.idx", new byte[0]);
    objects.lay(
        "capture/gone_7/000000000002-20261122T100005Z.pcapng",
        FakeAppliance.pcapng("internal", 900, 6));
    objects.lay(
        "capture/fleet_1/000000000008-20261122T100000Z.pcapng",
        FakeAppliance.pcapng("external", 901, 0.25));
    objects.lay(
        "capture/fleet_1/000000000009-20261122T100001.000000000Z.pcapng",
        FakeAppliance.pcapng("external", 901, 1));
    one.oldest = 1;
    then(
        () -> {
          two.answer("running", -1);
          one.answer("running", -1);
        });
    then(
        () -> {
          one.chunk(1);
          one.segments.add("000000000009-20261122T100001.000000000Z.pcapng");
          one.answer("done", 100);
          two.answer("done", 100);
        });

    assertThat(search("--to", "2026-11-22T10:00:05.5Z")).isZero();

    assertThat(stamps()).containsExactly(0.25, 0.5, 1.0, 2.5);
    assertThat(bench.out()).contains("of 2 machines and 3 offloaded segments in");
  }

  @Test
  @DisplayName("a segment that goes from its machine in the midst of it is told to be missing")
  void missed() {
    objects.lay(
        "capture/fleet_1/000000000008-20261122T100000.000000000Z.pcapng",
        FakeAppliance.pcapng("external", 901, 0.25));
    one.oldest = 0;
    then(
        () -> {
          one.answer("running", -1);
          two.answer("done", 100);
        });
    then(
        () -> {
          one.oldest = 1;
          one.answer("done", 100);
        });

    assertThat(search()).isEqualTo(1);

    assertThat(bench.err())
        .contains("A segment of machine fleet_1 went from it before it was searched.");
  }

  @Test
  @DisplayName("a machine that answers after it was given up is not found twice")
  void givenUp() throws IOException {
    byte[] segment = FakeAppliance.pcapng("external", 901, 1);
    objects.lay("capture/fleet_1/000000000008-20261122T100000.000000000Z.pcapng", segment);
    then(() -> two.answer("running", -1));
    for (int i = 0; i < 20; i++) {
      int beat = i;
      then(() -> two.answer("running", beat));
    }
    then(
        () -> {
          one.chunk(1);
          one.answer("done", 100);
          two.chunk(2);
          two.answer("done", 100);
        });

    assertThat(search()).isEqualTo(1);

    assertThat(stamps()).containsExactly(1.0, 2.0);
    assertThat(bench.err())
        .contains(
            "Machine fleet_1 did not answer.\n  What it had offloaded was searched (segments: 1);");
  }

  @Test
  @DisplayName("segments that were closed long before are not read")
  void oldSegments() throws IOException {
    Instant closed = FakeAppliance.START.plusSeconds(60);
    objects.lay(
        "capture/gone/000000000001-20261122T100000Z.pcapng",
        FakeAppliance.pcapng("internal", 900, 1),
        closed);
    then(
        () -> {
          one.answer("done", 100);
          two.answer("done", 100);
        });

    assertThat(search("--from", closed.plusSeconds(3600).toString())).isZero();

    assertThat(objects.ranges).noneMatch(name -> name.startsWith("capture/"));
  }

  @Test
  @DisplayName("a segment that is damaged gives what is before the damage, and is named")
  void damaged() throws IOException {
    byte[] damaged = FakeAppliance.pcapng("internal", 900, 1, 2);
    int second = damaged.length - last(damaged);
    damaged[second + 4] = 3;
    objects.lay("capture/gone/000000000001-20261122T100000Z.pcapng", damaged);
    then(
        () -> {
          one.answer("done", 100);
          two.chunk(3);
          two.answer("done", 100);
        });

    assertThat(search()).isEqualTo(1);

    assertThat(stamps()).containsExactly(1.0, 3.0);
    assertThat(bench.err())
        .contains(
            "error: `capture/gone/000000000001-20261122T100000Z.pcapng` could not be searched as a"
                + " whole.\n  At byte %d there is no block: what follows is not searched."
                    .formatted(second));
  }

  /** The length of the last block, which stands at its end. */
  private static int last(byte[] pcapng) {
    return java.nio.ByteBuffer.wrap(pcapng)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .getInt(pcapng.length - 4);
  }

  @Test
  @DisplayName("an offloaded segment is searched by its index: little of it is read")
  void byIndex() throws IOException {
    Segment segment = Segment.of(folder, 30_000, 1_000, 17_000, 29_999);
    objects.lay("capture/gone/000000000001-20261122T100000Z.pcapng", segment.packets());
    objects.lay("capture/gone/000000000001-20261122T100000Z.idx", segment.index());
    then(
        () -> {
          one.answer("done", 100);
          two.answer("done", 100);
        });

    assertThat(search("host 10.9.9.9")).isZero();

    assertThat(stamps()).containsExactly(1.0, 17.0, 29.999);
    assertThat(segment.packets().length).isGreaterThan(30_000_000);
    assertThat(objects.read).isLessThan(2 << 20);
    assertThat(new String(Files.readAllBytes(found()), StandardCharsets.ISO_8859_1))
        .containsOnlyOnce("gone external vni 901");
  }

  @Test
  @DisplayName("without an index, or with a damaged one, the same is found by reading all")
  void withoutIndex() throws IOException {
    Segment segment = Segment.of(folder, 3_000, 1_000, 2_999);
    byte[] damaged = segment.index();
    damaged[damaged.length / 2] ^= 1;
    objects.lay("capture/a/000000000001-20261122T100000Z.pcapng", segment.packets());
    objects.lay("capture/b/000000000001-20261122T100000Z.pcapng", segment.packets());
    objects.lay("capture/b/000000000001-20261122T100000Z.idx", new byte[100]);
    objects.lay("capture/c/000000000001-20261122T100000Z.pcapng", segment.packets());
    objects.lay("capture/c/000000000001-20261122T100000Z.idx", damaged);
    then(
        () -> {
          one.answer("done", 100);
          two.answer("done", 100);
        });

    search("host 10.9.9.9", "--from", "2026-11-22T10:00:02Z");

    assertThat(stamps()).containsExactly(2.999, 2.999, 2.999);
    assertThat(bench.err())
        .contains("`capture/b/000000000001-20261122T100000Z.idx` cannot be used");
  }
}
