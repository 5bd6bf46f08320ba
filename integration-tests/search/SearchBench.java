import io.sluice.packet.capture.PcapngWriter;
import io.sluice.packet.index.Filters;
import io.sluice.packet.index.PcapngSink;
import io.sluice.packet.index.SearchReport;
import io.sluice.packet.index.StoreSearch;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Searches a store again and again, as an appliance that has been running does: {@code SearchBench
 * STORE FILTER OUT TURNS}. Prints the median milliseconds of the later half, those of its thread's
 * CPU time, and the packets.
 */
class SearchBench {
  public static void main(String[] arguments) throws Exception {
    int turns = Integer.parseInt(arguments[3]);
    double[] millis = new double[turns];
    double[] cpu = new double[turns];
    SearchReport report = null;
    Path out = Path.of(arguments[2]);
    for (int turn = 0; turn < turns; turn++) {
      if (Files.isRegularFile(out)) {
        Files.delete(out);
      }
      long start = System.nanoTime();
      long busy = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      report = search(Path.of(arguments[0]), arguments[1], out);
      millis[turn] = (System.nanoTime() - start) / 1e6;
      cpu[turn] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - busy) / 1e6;
    }
    report.problems().forEach(System.err::println);
    System.out.printf(
        "%.2f %.2f %d %d%n", median(millis), median(cpu), report.packets(), report.bytes());
  }

  private static double median(double[] all) {
    double[] later = Arrays.copyOfRange(all, all.length / 2, all.length);
    Arrays.sort(later);
    return later[later.length / 2];
  }

  private static SearchReport search(Path store, String filter, Path out) throws Exception {
    StoreSearch search =
        new StoreSearch(
            store,
            Filters.of(filter),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            (segments, of, packets) -> {});
    try (PcapngWriter writer =
        new PcapngWriter(
            FileChannel.open(
                out,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
            "bench")) {
      return search.run(new PcapngSink(writer));
    }
  }
}
