package io.sluice.it.crash;

import io.sluice.it.wire.Wire;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the calls of one run and kills the process at one of them. */
final class Axe implements Wire.Tap {
  /** On which side of the call the axe falls. */
  enum Side {
    /** The cloud has not executed the call. */
    BEFORE,
    /** The cloud has executed it and the answer is lost. */
    AFTER
  }

  /** Which calls are counted. */
  enum Calls {
    ALL,
    /** Those that change the cloud. */
    WRITES;

    boolean count(Wire.Call call) {
      return this == ALL || !READ.matcher(said(call)).lookingAt();
    }
  }

  private static final Pattern READ = Pattern.compile("GET|HEAD|POST / (?:Describe|Get|List)");

  /** The query protocol of AWS: all calls are posts to one path. */
  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=([A-Za-z]+)");

  private final Victim victim;
  private final int at;
  private final Side side;
  private final Calls counted;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicReference<String> fell = new AtomicReference<>("");

  /**
   * @param at the number of the call among those that are counted, from 1
   */
  Axe(Victim victim, int at, Side side, Calls counted) {
    this.victim = victim;
    this.at = at;
    this.side = side;
    this.counted = counted;
  }

  @Override
  public Wire.Answer pass(Wire.Call call, Wire.Onward onward) throws IOException {
    if (!counted.count(call) || calls.incrementAndGet() != at) {
      return onward.send();
    }
    if (side == Side.AFTER) {
      onward.send();
    }
    fell.set(said(call));
    victim.kill();
    throw new IOException("the client is dead");
  }

  /** The call it fell at; empty when the run ended by itself before. */
  String fell() {
    return fell.get();
  }

  private static String said(Wire.Call call) {
    String name = call.method() + " " + call.path().replaceAll("\\?.*", "");
    if (!name.equals("POST /")) {
      return name;
    }
    Matcher action = ACTION.matcher(call.body().text());
    return action.find() ? name + " " + action.group(1) : name;
  }
}
