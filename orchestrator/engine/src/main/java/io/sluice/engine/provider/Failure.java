package io.sluice.engine.provider;

import io.sluice.engine.problem.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a cloud's error means to the engine.
 *
 * @param type decides whether the call is tried again
 * @param retryAfter what the cloud asked for, or null
 * @param problem what a person is told when it is not (or no longer) tried again
 */
public record Failure(Type type, @Nullable Duration retryAfter, Problem problem) {
  /** The classes of errors that the retry policy knows. */
  public enum Type {
    /** Too many calls: 429, {@code Throttling}. Waited out for as long as the step may take. */
    THROTTLED,
    /** Another operation holds the resource, or a dependency is not released yet. Waited out. */
    BUSY,
    /** The document changed under us (412, ETag). Tried again at once: a kind reads it anew. */
    CONFLICT,
    /** Our own create is not visible everywhere yet (eventual consistency). Waited out. */
    NOT_YET,
    /** 5xx, a broken connection. Tried a few times. */
    UNAVAILABLE,
    /** 403: no permission. Never tried again. */
    DENIED,
    /** 401 or no credentials at all. Never tried again. */
    UNAUTHENTICATED,
    /** A quota or limit is used up. Never tried again. */
    QUOTA,
    /** The cloud refuses the request as it stands. Never tried again. */
    INVALID,
    /** Not a cloud's error: our bug. Never tried again, and leaves through the bug exit. */
    BUG
  }
}
