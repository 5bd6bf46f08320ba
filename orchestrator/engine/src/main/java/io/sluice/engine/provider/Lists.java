package io.sluice.engine.provider;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One paged list call per thing, remembered for one discovery pass, so that kinds that look at the
 * same list (load balancers and the links on their frontends, say) share its call. Forgotten when a
 * new pass begins, and whenever a call that may change something has ended: what is remembered is
 * never older than our own last change.
 */
public final class Lists {
  private final Map<String, Once<?>> lists = new ConcurrentHashMap<>();
  private final AtomicInteger generation = new AtomicInteger();

  /** Forgets everything. A list still under way is given to who asked for it and not kept. */
  public void forget() {
    generation.incrementAndGet();
    lists.clear();
  }

  /**
   * All pages.
   *
   * @param name of the list
   */
  public <T> List<T> all(String name, Supplier<Stream<T>> pages) {
    return one(name, () -> pages.get().toList());
  }

  /** The same for a single answer. */
  @SuppressWarnings("unchecked") // a name always stands for one type
  public <T> T one(String name, Supplier<T> read) {
    Once<T> once = (Once<T>) lists.computeIfAbsent(name, key -> new Once<>(generation.get()));
    return once.get(read);
  }

  /** The first to ask makes the call, the others wait for it. A failure is not remembered. */
  private final class Once<T> {
    private final int born;
    private @Nullable T value;

    Once(int born) {
      this.born = born;
    }

    synchronized T get(Supplier<T> read) {
      T kept = value;
      if (kept != null && born == generation.get()) {
        return kept;
      }
      T fresh = read.get();
      if (born == generation.get()) {
        value = fresh;
      }
      return fresh;
    }
  }
}
