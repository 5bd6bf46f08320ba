package io.sluice.azure;

import com.azure.resourcemanager.storage.fluent.models.StorageAccountInner;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Failure;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The mailbox's blobs. Where its account is is asked once; later calls cost one request each. */
final class BlobObjects implements Objects {
  private final Workspace at;
  private @Nullable String known;

  BlobObjects(Workspace at) {
    this.at = at;
  }

  /** The container's address; empty while there is none. */
  private synchronized Optional<String> url() {
    if (known == null) {
      Optional<StorageAccountInner> account =
          at.mailboxContainer().flatMap(container -> at.mailboxAccount());
      known = account.map(Mailbox::url).orElse(null);
    }
    return Optional.ofNullable(known);
  }

  @Override
  public Read get(String name, @Nullable String seen) {
    return url().map(url -> at.mailbox().read(url, name, seen)).orElseGet(Absent::new);
  }

  @Override
  public Optional<byte[]> range(String name, long from, int length) {
    return url().flatMap(url -> at.mailbox().range(url, name, from, length));
  }

  @Override
  public Optional<String> put(String name, byte[] bytes, @Nullable String seen) {
    String url =
        url()
            .orElseThrow(
                () ->
                    new FailureException(
                        new Failure(
                            Failure.Type.INVALID,
                            null,
                            Problem.error("mailbox.missing", "The stack has no mailbox.")
                                .withHint("`orchestrator apply` makes one."))));
    return at.mailbox().replace(url, name, bytes, seen);
  }

  @Override
  public void delete(String name) {
    url().ifPresent(url -> at.mailbox().delete(url, name));
  }

  @Override
  public Stream<Item> list(String prefix) {
    return url().stream()
        .flatMap(url -> at.mailbox().pages(url, prefix))
        .map(item -> new Item(item.name(), item.size(), item.modified()));
  }
}
