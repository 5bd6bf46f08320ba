package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import java.util.regex.Pattern;

/** What the service checks of any request, in its words. */
final class Check {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-]+");
  private static final int NAME_LENGTH = 32;

  private Check() {}

  static AwsException invalid(String message) {
    return AwsException.badRequest("ValidationError", message);
  }

  static AwsException configuration(String message) {
    return AwsException.badRequest("InvalidConfigurationRequest", message);
  }

  static String required(Params in, String name) {
    return in.text(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> invalid("'" + name + "' must not be null"));
  }

  /** At most 32 letters, digits and hyphens, none of these at an end. */
  static String name(String what, String name) {
    if (name.length() > NAME_LENGTH) {
      throw invalid(
          "%s name '%s' cannot be longer than '%d' characters".formatted(what, name, NAME_LENGTH));
    }
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          "%s name '%s' can only contain characters that are alphanumeric characters or hyphens(-)"
              .formatted(what, name));
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      throw invalid("%s name '%s' cannot begin or end with '-'".formatted(what, name));
    }
    return name;
  }

  static int between(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw invalid("%s '%d' must be between %d and %d".formatted(what, value, least, most));
    }
    return value;
  }

  static int port(int port) {
    return between("Port", port, 1, 65535);
  }
}
