package io.sluice.engine.mailbox;

import io.sluice.engine.provider.Failure;
import io.sluice.engine.provider.RetryPolicy;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects whose calls are tried again where what failed may pass, under the engine's policy. A
 * right that is missing is told at once, also where the cloud may only not know of it yet: who
 * waits for packets is better told to come again.
 *
 * <p>A list's first page is tried again, later ones are not. Every method throws {@link
 * io.sluice.engine.problem.ProblemException} for what does not pass.
 */
public final class PatientObjects implements Objects {
  private final Objects cloud;
  private final RetryPolicy policy;

  /**
   * @param classify says what an exception of the cloud means
   */
  public PatientObjects(Objects cloud, Function<Throwable, Failure> classify) {
    this(cloud, new RetryPolicy(error -> now(classify.apply(error))));
  }

  PatientObjects(Objects cloud, RetryPolicy policy) {
    this.cloud = cloud;
    this.policy = policy;
  }

  private static Failure now(Failure failure) {
    return failure.type() == Failure.Type.NOT_YET
        ? new Failure(Failure.Type.DENIED, null, failure.problem())
        : failure;
  }

  @Override
  public Read get(String name, @Nullable String known) {
    return policy.call(() -> cloud.get(name, known));
  }

  @Override
  public Optional<byte[]> range(String name, long from, int length) {
    return policy.call(() -> cloud.range(name, from, length));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where an attempt failed half-way, the next may find its own write and call it another's: who
   * reads anew and writes again loses nothing by that.
   */
  @Override
  public Optional<String> put(String name, byte[] bytes, @Nullable String seen) {
    return policy.call(() -> cloud.put(name, bytes, seen));
  }

  @Override
  public void delete(String name) {
    policy.call(
        () -> {
          cloud.delete(name);
          return name;
        });
  }

  @Override
  public Stream<Item> list(String prefix) {
    return policy.call(() -> cloud.list(prefix));
  }
}
