package io.sluice.aws;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Built once, by whoever asks first; a failure is not remembered. */
final class Lazy<T> {
  private final Supplier<T> build;
  private @Nullable T value;

  Lazy(Supplier<T> build) {
    this.build = build;
  }

  synchronized T get() {
    T built = value;
    if (built == null) {
      built = build.get();
      value = built;
    }
    return built;
  }
}
