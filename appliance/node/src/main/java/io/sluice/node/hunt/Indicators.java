package io.sluice.node.hunt;

import java.net.IDN;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to look for: addresses, networks, names, and {@code *.example.com} for all names below one.
 * Never changes.
 */
public final class Indicators {
  /** Indicators at most. */
  public static final int MOST = 100_000;

  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
  private static final Pattern NUMBER = Pattern.compile("(.*\\.)?\\d+");
  private static final String BELOW = "*.";

  private final List<String> texts = new ArrayList<>();
  private final Map<Net, Integer> nets = new HashMap<>();

  /** Lengths of prefixes that there are, each a look-up for each address. */
  private final Set<Integer> bits4 = new TreeSet<>();

  private final Set<Integer> bits6 = new TreeSet<>();
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<String, Integer> below = new HashMap<>();

  private Indicators() {}

  /**
   * Reads the lines of a file: one indicator each; what follows a {@code #} is a remark. Dots in
   * brackets, as reports write them ({@code example[.]com}), are dots.
   *
   * @throws BadIndicatorException for the first line that is none, by its number
   */
  public static Indicators ofLines(List<String> lines) throws BadIndicatorException {
    Indicators all = new Indicators();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int remark = line.indexOf('#');
      String text = (remark < 0 ? line : line.substring(0, remark)).strip();
      if (!text.isEmpty()) {
        try {
          all.add(text);
        } catch (BadIndicatorException e) {
          throw new BadIndicatorException("Line %d: %s".formatted(i + 1, e.getMessage()));
        }
      }
    }
    return all;
  }

  /**
   * Takes indicators one by one.
   *
   * @throws BadIndicatorException for the first that is none
   */
  public static Indicators of(List<String> texts) throws BadIndicatorException {
    Indicators all = new Indicators();
    for (String text : new LinkedHashSet<>(texts)) {
      all.add(text.strip());
    }
    return all;
  }

  private void add(String text) throws BadIndicatorException {
    String plain = text.replace("[.]", ".").replace("[:]", ":");
    int number = texts.size();
    if (number == MOST) {
      throw new BadIndicatorException("There are more than %d indicators".formatted(MOST));
    }
    Net net = Net.parse(plain);
    if (net != null) {
      if (nets.putIfAbsent(net, number) == null) {
        (net.version() == 4 ? bits4 : bits6).add(net.bits());
        texts.add(text);
      }
      return;
    }
    boolean all = plain.startsWith(BELOW);
    String name = name(all ? plain.substring(BELOW.length()) : plain);
    if (name == null) {
      throw new BadIndicatorException(
          "`%s` is neither an address, nor a network, nor a name".formatted(text));
    }
    if ((all ? below : names).putIfAbsent(name, number) == null) {
      texts.add(text);
    }
  }

  private static @Nullable String name(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    try {
      name = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return null;
    }
    // A mistyped address would be looked for as a name that nobody has
    return NAME.matcher(name).matches() && !NUMBER.matcher(name).matches() && name.length() <= 253
        ? name
        : null;
  }

  /** How many there are, each once. */
  public int size() {
    return texts.size();
  }

  /** As it was written. */
  String text(int number) {
    return texts.get(number);
  }

  /** Tells the numbers of those that an address is, or is in. */
  void address(int version, long high, long low, IntConsumer found) {
    Set<Integer> lengths = version == 4 ? bits4 : bits6;
    if (lengths.isEmpty()) {
      return;
    }
    Net address = version == 4 ? new Net(4, 32, 0, low) : new Net(6, 128, high, low);
    for (int bits : lengths) {
      Integer number = nets.get(address.first(bits));
      if (number != null) {
        found.accept(number);
      }
    }
  }

  /** Whether any of them is a name. */
  boolean haveNames() {
    return !names.isEmpty() || !below.isEmpty();
  }

  /**
   * Tells the numbers of those that a name is, or is below.
   *
   * @param heard in lower case; a port after it is left aside
   */
  void name(String heard, IntConsumer found) {
    int colon = heard.indexOf(':');
    String name = colon < 0 ? heard : heard.substring(0, colon);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    Integer number = names.get(name);
    if (number != null) {
      found.accept(number);
    }
    if (!below.isEmpty()) {
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        number = below.get(name.substring(dot + 1));
        if (number != null) {
          found.accept(number);
        }
      }
    }
  }
}
