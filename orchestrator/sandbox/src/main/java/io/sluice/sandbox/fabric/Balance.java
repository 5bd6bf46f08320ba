package io.sluice.sandbox.fabric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Five-tuple distribution with stickiness. A new flow goes to a healthy member by rendezvous
 * hashing, and stays there while the member is in the pool and healthy; then it moves to another.
 *
 * <p>Real Azure differs in one point (AZ-12): when only the probe fails while the machine lives,
 * established TCP flows stay where they are until the machine is gone, and only UDP moves. Here the
 * failed probe moves them all, since a failed probe in a rehearsal nearly always means that the
 * process is gone.
 */
final class Balance {
  private Balance() {}

  static @Nullable Watch choose(@Nullable Watch current, List<Watch> members, FlowKey key) {
    if (current != null) {
      for (Watch member : members) {
        if (member.target() == current.target() && member.healthy()) {
          return member;
        }
      }
    }
    Watch best = null;
    long bestScore = Long.MIN_VALUE;
    for (Watch member : members) {
      long score = member.target().score(key);
      if (member.healthy() && (best == null || score > bestScore)) {
        best = member;
        bestScore = score;
      }
    }
    return best;
  }
}
