package io.sluice.sandbox.aws.iam;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The temporary keys that this sandbox has issued: all that it knows the secrets of. A key is
 * forgotten a day after it expired. Thread-safe.
 */
public final class TemporaryKeys {
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final SecureRandom random = new SecureRandom();
  private final Map<String, TemporaryKey> keys = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public TemporaryKeys() {
    this(InstantSource.system());
  }

  /**
   * @param clock says when a key has expired
   */
  public TemporaryKeys(InstantSource clock) {
    this.clock = clock;
  }

  /** Issues a new key for a session of a role. */
  public TemporaryKey issue(String role, String roleId, String session, Duration lifetime) {
    Instant now = clock.instant();
    keys.values().removeIf(key -> key.expires().plus(REMEMBERED).isBefore(now));
    TemporaryKey key =
        new TemporaryKey(
            Ids.random("ASIA", 16),
            text(30),
            text(300),
            role,
            roleId,
            session,
            now,
            now.plus(lifetime));
    keys.put(key.accessKey(), key);
    return key;
  }

  private String text(int bytes) {
    byte[] secret = new byte[bytes];
    random.nextBytes(secret);
    return Base64.getEncoder().encodeToString(secret);
  }

  /** A key that was issued here, even when it has expired. */
  public Optional<TemporaryKey> find(String accessKey) {
    return Optional.ofNullable(keys.get(accessKey));
  }

  public Instant now() {
    return clock.instant();
  }
}
