package io.sluice.node.broker;

import java.util.List;

/**
 * Chooses one of a group's targets for a flow by rendezvous hashing (Thaler and Ravishankar, "Using
 * name-based mappings to increase hit rates", 1998): the target whose hash with the flow's is the
 * highest. So a target that goes takes only its own flows along, and one that comes takes its share
 * from all; and all workers and all appliances choose alike, whatever the order of targets.
 */
final class Members {
  private final long[] salts;

  Members(List<Target> targets) {
    salts = targets.stream().mapToLong(Members::salt).toArray();
  }

  private static long salt(Target target) {
    long salt = 0;
    String name = target.toString();
    for (int i = 0; i < name.length(); i++) {
      salt = Words.mix(salt, name.charAt(i));
    }
    return salt;
  }

  /**
   * The place of the flow's target, or -1 when none is up.
   *
   * @param up a bit for each target that is
   */
  int choose(int flow, long up) {
    int chosen = -1;
    long highest = Long.MIN_VALUE;
    for (int i = 0; i < salts.length; i++) {
      if ((up >>> i & 1) != 0) {
        long rank = Words.mix(salts[i], flow);
        if (chosen < 0 || rank > highest) {
          chosen = i;
          highest = rank;
        }
      }
    }
    return chosen;
  }
}
