package io.sluice.sandbox.aws.imds;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The session tokens that instances got, each good for its instance alone. */
final class SessionTokens {
  private record Session(String instance, Instant ends) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final InstantSource clock;

  SessionTokens(InstantSource clock) {
    this.clock = clock;
  }

  String issue(String instance, int seconds) {
    Instant now = clock.instant();
    sessions.values().removeIf(session -> session.ends().isBefore(now));
    byte[] bytes = new byte[39];
    random.nextBytes(bytes);
    String token = "AQAEA" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "==";
    sessions.put(token, new Session(instance, now.plusSeconds(seconds)));
    return token;
  }

  /** Empty where the token is not, or no longer, this instance's. */
  Optional<Integer> secondsLeft(String instance, String token) {
    Session session = sessions.get(token);
    Instant now = clock.instant();
    return session == null || !session.instance().equals(instance) || !session.ends().isAfter(now)
        ? Optional.empty()
        : Optional.of((int) Duration.between(now, session.ends()).toSeconds());
  }
}
