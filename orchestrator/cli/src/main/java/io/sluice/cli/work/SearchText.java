package io.sluice.cli.work;

import io.sluice.cli.progress.Progress;
import io.sluice.cli.search.Asking;
import io.sluice.cli.search.Gathering;
import io.sluice.cli.search.MergedPcapng;
import io.sluice.cli.terminal.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a search goes, in words. */
final class SearchText {
  /** Looks between two lines of which only the numbers differ. */
  private static final int QUIET_LOOKS = 10;

  private final Asking asking;
  private final Gathering gathering;
  private final MergedPcapng file;
  private String told = "";
  private int looks;

  SearchText(Asking asking, Gathering gathering, MergedPcapng file) {
    this.asking = asking;
    this.gathering = gathering;
    this.file = file;
  }

  /** Tells what there is, where that is news. */
  void tell(Progress progress) {
    String states = states(asking);
    if (!states.equals(told) || ++looks >= QUIET_LOOKS) {
      looks = 0;
      told = states;
      progress.note(found() + "; " + states);
    }
  }

  private String found() {
    Instant last = gathering.last();
    return Run.count(file.packets(), "packet")
        + (file.packets() == 0 ? "" : " (" + Quantity.of((double) file.bytes(), "B") + ")")
        + (last == null ? "" : " up to " + last.truncatedTo(ChronoUnit.SECONDS));
  }

  /** E.g. {@code 3 machines: 1 done, 2 running}. */
  static String states(Asking asking) {
    Map<String, Integer> states = new TreeMap<>();
    asking.asked().forEach(one -> states.merge(one.state(), 1, Integer::sum));
    return Run.count(asking.asked().size(), "machine")
        + (states.isEmpty()
            ? ""
            : states.entrySet().stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", ", ": ", "")));
  }

  /** What there is in the end. */
  String summary(String output) {
    String segments =
        gathering.segments() == 0
            ? ""
            : " and " + Run.count(gathering.segments(), "offloaded segment");
    return "%s (%s) of %s%s in %s."
        .formatted(
            Run.count(file.packets(), "packet"),
            Quantity.of((double) file.bytes(), "B"),
            Run.count(asking.asked().size(), "machine"),
            segments,
            output.equals(Output.STANDARD) ? "standard output" : output);
  }
}
