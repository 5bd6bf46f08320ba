package io.sluice.cli.progress;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C while something is in flight: the first asks the work to stop, the second ends the process
 * at once with 130. {@code sun.misc.Signal} (module jdk.unsupported) is the only way a JVM offers
 * to hear a signal without ending; it is reached by reflection because naming it is a warning that
 * no option silences, and on a runtime without it Ctrl-C ends the process as usual.
 */
public final class Interrupts implements AutoCloseable {
  /** What a shell gives a process that SIGINT ended: 128 + 2. */
  public static final int EXIT = 130;

  private final AtomicInteger heard = new AtomicInteger();
  private final Runnable first;
  private final IntConsumer exit;
  private final Map<String, Object> previous = new LinkedHashMap<>();

  /**
   * Listens to Ctrl-C until closed.
   *
   * @param first runs on the first Ctrl-C, on a thread of its own
   * @param exit ends the process on the second, e.g. {@code Runtime.getRuntime()::halt}
   */
  public Interrupts(Runnable first, IntConsumer exit) {
    this(first, exit, List.of("INT"));
  }

  /**
   * Listens to signals until closed.
   *
   * @param signals their names, e.g. {@code INT} and {@code TERM}
   */
  public Interrupts(Runnable first, IntConsumer exit, List<String> signals) {
    this.first = first;
    this.exit = exit;
    Object listener = listener();
    for (String signal : signals) {
      Object before = handle(signal, listener);
      if (before != null) {
        previous.put(signal, before);
      }
    }
  }

  /** How often it was pressed. */
  public int heard() {
    return heard.get();
  }

  @Override
  public void close() {
    previous.forEach(Interrupts::handle);
  }

  private void press() {
    if (heard.incrementAndGet() == 1) {
      first.run();
    } else {
      exit.accept(EXIT);
    }
  }

  private @Nullable Object listener() {
    InvocationHandler handler =
        (proxy, method, args) ->
            switch (method.getName()) {
              case "handle" -> {
                press();
                yield null;
              }
              case "equals" -> proxy == args[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "Interrupts";
            };
    try {
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** Installs a handler and gives back the one before, or null if there is no such thing. */
  private static @Nullable Object handle(String name, @Nullable Object handler) {
    if (handler == null) {
      return null;
    }
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      return signal
          .getMethod("handle", signal, type)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
