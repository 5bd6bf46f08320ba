package io.sluice.engine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a fleet, as one of perhaps several askers writes them. Each change is read,
 * changed and written on condition that nobody else was quicker, else done anew; what others wrote
 * stays as it is, also what we do not understand of it.
 */
public final class SearchDesk {
  /** Below which the desk's objects lie. */
  public static final String FOLDER = "search/";

  /** The object that holds the requests. */
  public static final String REQUESTS = FOLDER + "requests.json";

  /** For how long a request stands without being renewed. */
  public static final Duration LEASE = Duration.ofMinutes(10);

  private static final int ATTEMPTS = 20;
  private static final int DELETIONS = 16;
  private static final String LIST = "requests";

  private final Objects objects;

  public SearchDesk(Objects objects) {
    this.objects = objects;
  }

  /** The requests as they stand, those included that we do not understand. */
  private record Standing(ArrayNode requests, @Nullable String etag) {}

  /**
   * How far the store's clock is ahead of ours, to a second: it stamps an object that is put for
   * that into the request's folder.
   */
  public Duration clockAhead(Request request) {
    String name = request.folder() + "clock";
    Instant before = Instant.now();
    objects.put(name, new byte[0], null);
    Instant after = Instant.now();
    Instant ours = before.plus(Duration.between(before, after).dividedBy(2));
    return objects
        .list(name)
        .findFirst()
        .map(item -> Duration.between(ours, item.modified()))
        .filter(ahead -> ahead.abs().compareTo(Duration.ofSeconds(2)) > 0)
        .orElse(Duration.ZERO);
  }

  /**
   * Adds a request, or writes it anew.
   *
   * @throws ProblemException when the store refuses, or others never let us through
   */
  public void put(Request request) {
    change(
        standing -> {
          drop(standing, id -> id.equals(request.id()));
          return standing.add(Documents.JSON.<JsonNode>valueToTree(request));
        });
  }

  /** Takes a request out; already out is success. */
  public void remove(Request request) {
    change(standing -> drop(standing, id -> id.equals(request.id())) ? standing : null);
  }

  /** Deletes what was answered to a request that has been taken out. */
  public void clear(Request request) {
    delete(objects.list(request.folder()).map(Objects.Item::name).toList());
  }

  /** Deletes objects, some at a time. */
  public void delete(List<String> names) {
    List<Future<?>> deletions = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(DELETIONS, Thread.ofVirtual().factory())) {
      names.forEach(name -> deletions.add(threads.submit(() -> objects.delete(name))));
    }
    for (Future<?> deletion : deletions) {
      if (deletion.state() == Future.State.FAILED
          && deletion.exceptionNow() instanceof RuntimeException refused) {
        throw refused;
      }
    }
  }

  /**
   * Deletes what askers have left that did not come to clear up: requests whose lease has long
   * ended, and answers to none that stands.
   *
   * @param now on the store's clock
   */
  public void sweep(Instant now) {
    Instant old = now.minus(LEASE);
    change(
        standing -> {
          Set<String> ended = new HashSet<>();
          standing.forEach(
              one -> {
                Instant until = time(one.path("until"));
                if (until != null && until.isBefore(old)) {
                  ended.add(one.path("id").asText());
                }
              });
          return drop(standing, ended::contains) ? standing : null;
        });
    Set<String> known = new HashSet<>();
    read().requests().forEach(one -> known.add(one.path("id").asText()));
    Map<String, Instant> newest = new HashMap<>();
    List<String> names =
        objects
            .list(FOLDER)
            .filter(item -> item.name().indexOf('/', FOLDER.length()) > 0)
            .peek(
                item ->
                    newest.merge(
                        folder(item.name()),
                        item.modified(),
                        (one, other) -> one.isAfter(other) ? one : other))
            .map(Objects.Item::name)
            .toList();
    delete(
        names.stream()
            .filter(name -> !known.contains(folder(name)))
            .filter(name -> newest.getOrDefault(folder(name), now).isBefore(old))
            .toList());
  }

  private static String folder(String name) {
    return name.substring(FOLDER.length(), name.indexOf('/', FOLDER.length()));
  }

  private static @Nullable Instant time(JsonNode text) {
    try {
      return text.isTextual() ? Instant.parse(text.asText()) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static boolean drop(ArrayNode requests, Predicate<String> which) {
    boolean dropped = false;
    for (Iterator<JsonNode> all = requests.iterator(); all.hasNext(); ) {
      if (which.test(all.next().path("id").asText())) {
        all.remove();
        dropped = true;
      }
    }
    return dropped;
  }

  /**
   * @param how gives back what is to be written, or null for no change
   */
  private void change(Function<ArrayNode, @Nullable ArrayNode> how) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Standing standing = read();
      ArrayNode changed = how.apply(standing.requests());
      if (changed == null || objects.put(REQUESTS, bytes(changed), standing.etag()).isPresent()) {
        return;
      }
    }
    throw new ProblemException(
        Problem.error("search.busy", "Others change the fleet's requests all the time.")
            .withHint("Run the same command again later."));
  }

  private Standing read() {
    return switch (objects.get(REQUESTS, null)) {
      case Objects.Content content -> new Standing(requests(content.bytes()), content.etag());
      case Objects.Absent absent -> new Standing(Documents.JSON.createArrayNode(), null);
      case Objects.Same same -> throw new IllegalStateException("no version was known");
    };
  }

  /** What is no such document is written anew: nobody could follow it. */
  private static ArrayNode requests(byte[] json) {
    try {
      if (Documents.JSON.readTree(json).path(LIST) instanceof ArrayNode requests) {
        return requests;
      }
    } catch (IOException e) {
      // as good as none
    }
    return Documents.JSON.createArrayNode();
  }

  private static byte[] bytes(ArrayNode requests) {
    ObjectNode document = Documents.JSON.createObjectNode();
    document.set(LIST, requests);
    try {
      return Documents.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
    } catch (IOException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }
}
