package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Client tokens of a region. The same token with the same parameters gets the same answer, even
 * when what it made is gone since then.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html">Ensuring
 *     idempotency</a>
 */
final class Idempotency {
  private static final Set<String> APART =
      Set.of("Action", "Version", "ClientToken", "DryRun", "AWSAccessKeyId");
  private static final int LONGEST = 128;

  private record Answered(String parameters, Consumer<Xml> answer) {}

  private final Map<String, Answered> answered = new HashMap<>();

  /**
   * What was answered to this token, or null where it is new or there is none.
   *
   * @throws AwsException {@code IdempotentParameterMismatch}
   */
  @Nullable Consumer<Xml> before(String action, Params in) {
    String token = in.text("ClientToken", "");
    if (token.length() > LONGEST) {
      throw AwsException.badRequest(
          "InvalidParameterValue", "ClientToken may have at most " + LONGEST + " characters");
    }
    Answered earlier = token.isEmpty() ? null : answered.get(key(action, token));
    if (earlier == null) {
      return null;
    }
    if (!Objects.equals(earlier.parameters(), text(in))) {
      throw AwsException.badRequest(
          "IdempotentParameterMismatch",
          "The client token '%s' was used before with other parameters.".formatted(token));
    }
    return earlier.answer();
  }

  void remember(String action, Params in, Consumer<Xml> answer) {
    String token = in.text("ClientToken", "");
    if (!token.isEmpty()) {
      answered.put(key(action, token), new Answered(text(in), answer));
    }
  }

  private static String key(String action, String token) {
    return action + " " + token;
  }

  private static String text(Params in) {
    StringBuilder text = new StringBuilder();
    append(in, text, true);
    return text.toString();
  }

  private static void append(Params in, StringBuilder text, boolean top) {
    for (String name : new TreeSet<>(in.names())) {
      if (!top || !APART.contains(name)) {
        text.append(name).append('{');
        in.text(name).ifPresent(value -> text.append('=').append(value));
        append(in.child(name), text, false);
        text.append('}');
      }
    }
  }
}
