package io.sluice.sandbox.aws.fabric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target group at one moment.
 *
 * @param balanced behind a load balancer
 */
record Pool(
    String arn,
    String name,
    boolean balanced,
    Map<String, String> attributes,
    List<Member> members) {

  boolean is(String attribute, String value, String otherwise) {
    return attributes.getOrDefault(attribute, otherwise).equals(value);
  }

  /** The member that is this receiver, draining or not; null when it is gone. */
  @Nullable Member member(Receiver receiver) {
    for (Member member : members) {
      if (member.receiver() == receiver) {
        return member;
      }
    }
    return null;
  }

  /**
   * Those that may get new flows: the healthy ones, or all where none is healthy (fail open, GW-9).
   *
   * @param zone the balancer's node's, or null for every zone
   */
  Candidates candidates(@Nullable String zone) {
    List<Member> all = new ArrayList<>();
    List<Member> healthy = new ArrayList<>();
    for (Member member : members) {
      if (!member.draining() && (zone == null || zone.equals(member.zone()))) {
        all.add(member);
        if (member.healthy()) {
          healthy.add(member);
        }
      }
    }
    return healthy.isEmpty() ? new Candidates(all, true) : new Candidates(healthy, false);
  }

  /**
   * Whom a new flow may go to.
   *
   * @param failOpen none of them is healthy
   */
  record Candidates(List<Member> members, boolean failOpen) {
    /** Rendezvous hashing, so that a change of the group moves as few flows as can be. */
    @Nullable Member choose(long flow) {
      Member best = null;
      long bestScore = Long.MIN_VALUE;
      for (Member member : members) {
        long score = member.receiver().score(flow);
        if (best == null || score > bestScore) {
          best = member;
          bestScore = score;
        }
      }
      return best;
    }
  }
}
