package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns one scalar into text, a whole number, a rate, a size or a duration. */
final class Scalars {
  private static final Set<Class<?>> TYPES =
      Set.of(
          String.class,
          int.class,
          Integer.class,
          boolean.class,
          DataRate.class,
          DataSize.class,
          Duration.class,
          PortRange.class);

  private final Problems problems;
  private final Environment environment;

  Scalars(Problems problems, Environment environment) {
    this.problems = problems;
    this.environment = environment;
  }

  static boolean knows(Class<?> type) {
    return TYPES.contains(type) || type.isEnum();
  }

  /** The value, or null where a problem was told. */
  @Nullable Object bind(Node node, Class<?> type, Setting setting, String path) {
    if (!(node instanceof Node.Scalar scalar)) {
      return wrong(node, path, wanted(type), "Write one value.");
    }
    if (scalar.form() != Node.Form.TEXT || !Environment.isReferring(scalar.text())) {
      return value(scalar, scalar.text(), type, setting, path);
    }
    String text = environment.expand(scalar);
    return text == null ? null : value(scalar, text, type, setting, path);
  }

  private @Nullable Object value(
      Node.Scalar scalar, String text, Class<?> type, Setting setting, String path) {
    if (type == String.class) {
      return text(scalar, text, setting, path);
    }
    if (type == DataRate.class || type == DataSize.class || type == Duration.class) {
      return quantity(scalar, text, type, path);
    }
    if (type == PortRange.class) {
      return ports(scalar, text, setting, path);
    }
    if (type == boolean.class) {
      return text.equals("true") || text.equals("false")
          ? (Object) Boolean.valueOf(text)
          : wrong(scalar, path, "true or false", "Write true or false, without quotes.");
    }
    if (type.isEnum()) {
      return choice(scalar, text, type, setting, path);
    }
    // A number from the environment is text to YAML; a number in quotes is a mistake worth telling
    boolean expanded = !text.equals(scalar.text());
    if ((!expanded && scalar.form() != Node.Form.WHOLE_NUMBER)
        || !text.matches("-?(0|[1-9][0-9]*)")) {
      return wrong(
          scalar, path, "a whole number", "Write decimal digits only, without quotes or a unit.");
    }
    return number(scalar, text, setting, path);
  }

  private @Nullable Object number(Node.Scalar scalar, String text, Setting setting, String path) {
    long number = text.length() > 18 ? Long.MAX_VALUE : Long.parseLong(text);
    if (number < setting.min() || number > Math.min(setting.max(), Integer.MAX_VALUE)) {
      boolean open = setting.max() >= Integer.MAX_VALUE;
      String range =
          open ? setting.min() + " or more" : "from " + setting.min() + " to " + setting.max();
      problems.add(
          Problem.error(
                  "blueprint.range",
                  "%s must be %s, but it is %s."
                      .formatted(Says.quote(path), range, Says.quote(scalar.text())))
              .at(scalar.place())
              .withHint(setting.value()));
      return null;
    }
    return (int) number;
  }

  private @Nullable Object text(Node.Scalar scalar, String text, Setting setting, String path) {
    if (scalar.form() != Node.Form.TEXT) {
      return wrong(scalar, path, "text", "Put quotes around it if it is meant as text.");
    }
    String form = setting.form().isEmpty() ? "text that is not empty" : setting.form();
    boolean good = setting.pattern().isEmpty() ? !text.isBlank() : text.matches(setting.pattern());
    if (!good) {
      problems.add(
          Problem.error(
                  "blueprint.form",
                  "%s must be %s, but it is %s."
                      .formatted(Says.quote(path), form, Says.quote(scalar.text())))
              .at(scalar.place())
              .withHint(setting.value()));
      return null;
    }
    return text;
  }

  private @Nullable Object ports(Node.Scalar scalar, String text, Setting setting, String path) {
    try {
      return PortRange.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(
          Problem.error(
                  "blueprint.range",
                  "%s must be a port from 0 to 65535 or two joined by a hyphen, but it is %s."
                      .formatted(Says.quote(path), Says.quote(scalar.text())))
              .at(scalar.place())
              .withHint(setting.value()));
      return null;
    }
  }

  private @Nullable Object choice(
      Node.Scalar scalar, String text, Class<?> type, Setting setting, String path) {
    for (Object constant : type.getEnumConstants()) {
      if (spelled((Enum<?>) constant).equals(text)) {
        return constant;
      }
    }
    List<String> names = choices(type);
    problems.add(
        Problem.error(
                "blueprint.form",
                "%s must be %s, but it is %s."
                    .formatted(
                        Says.quote(path),
                        names.stream().map(Says::quote).collect(Collectors.joining(" or ")),
                        Says.quote(scalar.text())))
            .at(scalar.place())
            .withHint(
                Nearest.to(text, names)
                    .map(name -> "Did you mean `" + name + "`?")
                    .orElse(setting.value())));
    return null;
  }

  /** What a person may write for an enum, in its order. */
  static List<String> choices(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(each -> spelled((Enum<?>) each)).toList();
  }

  /** {@code NETWORK_LOAD_BALANCER} is written {@code networkLoadBalancer}. */
  static String spelled(Enum<?> constant) {
    StringBuilder name = new StringBuilder();
    for (String word : constant.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  private @Nullable Object quantity(Node.Scalar scalar, String text, Class<?> type, String path) {
    try {
      if (type == DataRate.class) {
        return DataRate.parse(text);
      }
      return type == DataSize.class ? DataSize.parse(text) : Durations.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(
          Problem.error(
                  "blueprint.unit",
                  "%s must be %s, above zero and with its unit, but it is %s."
                      .formatted(Says.quote(path), wanted(type), Says.quote(scalar.text())))
              .at(scalar.place())
              .withHint(units(type)));
      return null;
    }
  }

  private static String units(Class<?> type) {
    if (type == DataRate.class) {
      return "Write a number and one of bps, kbps, Mbps, Gbps, Tbps: `1.5 Gbps`.";
    }
    return type == DataSize.class
        ? "Write a number and one of kB, MB, GB, TB, KiB, MiB, GiB, TiB: `50 GB`."
        : "Write a whole number and one of ms, s, m, h: `50ms`, `5s`, `3m`, `24h`.";
  }

  private static String wanted(Class<?> type) {
    if (type == String.class) {
      return "text";
    }
    if (type == DataRate.class) {
      return "a data rate";
    }
    if (type == DataSize.class) {
      return "an amount of data";
    }
    return type == Duration.class ? "a duration up to 8760h" : "a whole number";
  }

  private @Nullable Object wrong(Node node, String path, String wanted, String hint) {
    String is = node instanceof Node.Scalar scalar ? Says.quote(scalar.text()) : node.spoken();
    problems.add(
        Problem.error(
                "blueprint.type",
                "%s must be %s, but it is %s.".formatted(Says.quote(path), wanted, is))
            .at(node.place())
            .withHint(hint));
    return null;
  }
}
