package io.sluice.it.crash;

import io.sluice.it.Places;
import io.sluice.it.stage.Amazon;
import io.sluice.it.stage.Flat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** AWS: one of the mirror examples, with a session of somebody else's on one of its sources. */
final class AwsScene implements Scene {
  private static final Pattern ID = Pattern.compile("\\b([a-z]+(?:-svc)?)-[0-9a-f]{17}\\b");

  /** Of load balancers, target groups and listeners, behind a slash. */
  private static final Pattern ARN_ID = Pattern.compile("/[0-9a-f]{16}\\b");

  private final String example;
  private final String sources;

  /** Ids that were there before us, by sandbox: they are never drawn anew. */
  private final Map<Path, Set<String>> known = new ConcurrentHashMap<>();

  /**
   * @param example a blueprint's file name
   * @param sources the lines that stand for the example's own: fewer sessions are quicker killed
   */
  AwsScene(String example, String sources) {
    this.example = example;
    this.sources = sources;
  }

  @Override
  public String blueprint() throws IOException {
    return Files.readString(Places.root().resolve("blueprints").resolve(example))
        .replaceAll("(?s)sources:.*?(?=\nmirror:)", Matcher.quoteReplacement(sources));
  }

  @Override
  public void furnish(Path sandbox) throws IOException {
    try (Amazon amazon = Amazon.in(sandbox)) {
      amazon.run(3, Amazon.SUBNET_A, Map.of("crash", "yes"));
      Set<String> ids = new HashSet<>();
      amazon.everything().forEach((id, document) -> ids(id + " " + document, ids));
      known.put(sandbox, ids);
    }
  }

  private static void ids(String text, Set<String> into) {
    ID.matcher(text).results().forEach(found -> into.add(found.group()));
  }

  @Override
  public Snapshot look(Path sandbox) throws IOException {
    Set<String> kept = known.getOrDefault(sandbox, Set.of());
    SortedMap<String, List<Flat>> alike = new TreeMap<>();
    try (Amazon amazon = Amazon.in(sandbox)) {
      amazon
          .everything()
          .forEach(
              (id, document) -> {
                // What machines write, they write at any time
                if (!id.contains("/status/")) {
                  Flat flat = Flat.of(document);
                  flat.leaves().replaceAll((path, value) -> withoutLot(path, value, kept));
                  alike.computeIfAbsent(drawn(id, kept), key -> new ArrayList<>()).add(flat);
                }
              });
    }
    SortedMap<String, Flat> documents = new TreeMap<>();
    alike.forEach(
        (name, flats) -> {
          // Whose id was drawn lower means nothing
          flats.sort(Comparator.comparing(flat -> flat.leaves().toString()));
          for (int i = 0; i < flats.size(); i++) {
            documents.put(i == 0 ? name : name + " #" + (i + 1), flats.get(i));
          }
        });
    return new Snapshot(documents);
  }

  private static String withoutLot(String path, String value, Set<String> kept) {
    // Addresses and names by addresses are given as they are free, and objects carry their time
    if (path.matches("(?i).*(ip|ipaddress|address|dnsname|macaddress|fingerprint)")
        && !kept.contains(path)) {
      return "given";
    }
    return drawn(value, kept)
        .replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z?", "then")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "drawn")
        .replaceAll("\\bA[A-Z]{3}[A-Z0-9]{16,17}\\b", "drawn");
  }

  private static String drawn(String text, Set<String> kept) {
    String ids =
        ID.matcher(text)
            .replaceAll(
                found -> kept.contains(found.group()) ? found.group() : found.group(1) + "-drawn");
    return ARN_ID.matcher(ids).replaceAll("/drawn");
  }

  /** Nothing can be told from the user's by its id alone: the next destroy takes what it finds. */
  @Override
  public void mop(Path sandbox, Snapshot users) {}
}
