package io.sluice.node.broker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one tool wants. A packet goes, in this order: filter, sample, targets, strip, mask, slice;
 * then by the tool's queue to its sender, which limits the rate.
 *
 * @param name letters, digits, dots, underscores and hyphens, at most 63; the tool's own among all
 * @param filter in the language of {@code io.sluice.packet.filter}; empty for every packet
 * @param replicate each packet goes to all of these; empty if the tool balances
 * @param balance each flow, both of its directions, goes to one of these; empty if the tool
 *     replicates
 * @param slice bytes that are kept of each frame, its headers' lengths untouched, as a mirror
 *     session's packet length does; 0 for all
 * @param mask whose payload is overwritten
 * @param sampleOneIn of so many flows one is kept, whole, by its hash; 1 for every flow
 * @param strip what is taken off
 * @param bitsPerSecond most that goes to all of the tool's targets together, IP headers included; 0
 *     for no limit
 * @param health how the targets are asked whether they are there; null to learn it from failed
 *     sends alone
 */
public record ToolConfig(
    String name,
    String filter,
    List<Target> replicate,
    List<Target> balance,
    int slice,
    Set<Mask> mask,
    int sampleOneIn,
    Set<Strip> strip,
    long bitsPerSecond,
    @Nullable Health health) {

  /** Most targets that one tool can have. */
  public static final int MAX_TARGETS = 64;

  /** No less than this is a packet with headers: Ethernet, IPv4 and TCP. */
  public static final int MIN_SLICE = 54;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");

  /** Most that a rate can limit to, in bits per second. */
  public static final long MAX_RATE = 100_000_000_000L;

  private static final long MIN_RATE = 8_000;

  public ToolConfig {
    replicate = List.copyOf(replicate);
    balance = List.copyOf(balance);
    mask = Set.copyOf(mask);
    strip = Set.copyOf(strip);
    String wrong = problem(name, replicate, balance, slice, sampleOneIn, bitsPerSecond);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** The tool that gets every packet whole. */
  public static ToolConfig all(String name, List<Target> replicate) {
    return new ToolConfig(name, "", replicate, List.of(), 0, Set.of(), 1, Set.of(), 0, null);
  }

  private static @Nullable String problem(
      String name,
      List<Target> replicate,
      List<Target> balance,
      int slice,
      int sampleOneIn,
      long bitsPerSecond) {
    if (!NAME.matcher(name).matches()) {
      return "the tool's name `%s` is not of letters, digits, dots, underscores and hyphens"
          .formatted(name);
    }
    String tool = "the tool `%s` ".formatted(name);
    if (replicate.isEmpty() == balance.isEmpty()) {
      return tool + "needs targets either to replicate to or to balance over";
    }
    List<Target> targets = replicate.isEmpty() ? balance : replicate;
    if (targets.size() > MAX_TARGETS) {
      return tool + "has more than %d targets".formatted(MAX_TARGETS);
    }
    if (new HashSet<>(targets).size() < targets.size()) {
      return tool + "has a target twice";
    }
    if (slice != 0 && (slice < MIN_SLICE || slice > 65_535)) {
      return tool + "cannot slice to %d bytes: from %d to 65535".formatted(slice, MIN_SLICE);
    }
    if (sampleOneIn < 1) {
      return tool + "cannot sample one flow in %d".formatted(sampleOneIn);
    }
    if (bitsPerSecond != 0 && (bitsPerSecond < MIN_RATE || bitsPerSecond > MAX_RATE)) {
      return tool + "has a rate that is not from 8 kbit to 100 Gbit per second";
    }
    return null;
  }

  /** All that it sends to. */
  public List<Target> targets() {
    return replicate.isEmpty() ? balance : replicate;
  }

  /** Whether a flow goes to one of its targets only. */
  public boolean balances() {
    return replicate.isEmpty();
  }
}
