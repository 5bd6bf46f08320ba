package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Long-running operations, polled by id. They are kept as long as the sandbox lives. */
final class Operations {

  /**
   * One operation.
   *
   * @param result what a GET of its Location answers when it has succeeded; empty for a delete
   */
  record Operation(
      String id,
      Instant started,
      CompletableFuture<Void> end,
      Supplier<Optional<ObjectNode>> result) {

    boolean isDone() {
      return end.isDone();
    }

    /** Why it failed; empty while it runs and when it succeeded. */
    Optional<ArmException> failure() {
      if (!end.isCompletedExceptionally()) {
        return Optional.empty();
      }
      Throwable cause = end.exceptionNow();
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      return Optional.of(
          cause instanceof ArmException refusal
              ? refusal
              : new ArmException(500, "OperationFailed", String.valueOf(cause.getMessage())));
    }

    /** The body that polling Azure-AsyncOperation answers. */
    ObjectNode status() {
      Optional<ArmException> failure = failure();
      ObjectNode body = Json.object().put("name", id).put("startTime", started.toString());
      body.put("status", !isDone() ? "InProgress" : failure.isPresent() ? "Failed" : "Succeeded");
      failure.ifPresent(refusal -> body.set("error", refusal.error()));
      return body;
    }
  }

  private final Map<String, Operation> operations = new ConcurrentHashMap<>();

  Operation start(CompletableFuture<Void> end, Supplier<Optional<ObjectNode>> result) {
    Operation operation = new Operation(UUID.randomUUID().toString(), Instant.now(), end, result);
    operations.put(operation.id(), operation);
    return operation;
  }

  Optional<Operation> get(String id) {
    return Optional.ofNullable(operations.get(id));
  }
}
