package io.sluice.aws;

import io.sluice.engine.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of the interfaces that a blueprint means get a session, under which number, and why the
 * others do not. It makes no call and remembers nothing.
 *
 * @param sources in the order in which they were found
 * @param notices warnings: what is left out and why, and what may not come although it is mirrored
 * @param refused by interface: why a session that the blueprint asks for by name can never be made
 */
record SourceChoice(List<Chosen> sources, List<Problem> notices, Map<String, Problem> refused) {

  SourceChoice {
    sources = List.copyOf(sources);
    notices = List.copyOf(notices);
    refused = Map.copyOf(refused);
  }

  /**
   * An interface that gets a session.
   *
   * @param zone the availability zone's name, or null where unknown
   * @param number of the session (TM-4)
   */
  record Chosen(String id, String vpc, @Nullable String zone, int number) {}

  /**
   * A session that stands on an interface, anybody's.
   *
   * @param ours whether it carries this blueprint's ownership
   */
  record Standing(String networkInterface, int number, boolean ours) {}

  /**
   * What the choice depends on besides the candidates.
   *
   * @param blueprint our own stack's name
   * @param sessions all of the account, in the order of discovery
   * @param targets interfaces that are targets of mirroring themselves
   * @param reachable whether packets find their way from the candidate's subnet to the fleet
   * @param ownNetwork whether the fleet's network is made by the blueprint, so that no route can
   *     lead to it before it stands
   */
  record World(
      String blueprint,
      Collection<Standing> sessions,
      Set<String> targets,
      MirrorTypes types,
      Predicate<Candidate> reachable,
      boolean ownNetwork) {}

  /** Judges every candidate; one that comes twice is judged once. */
  static SourceChoice of(Collection<Candidate> candidates, World world) {
    return new Judge(world).judge(candidates);
  }

  /** One judgement. */
  private static final class Judge {
    private final World world;
    private final Map<String, Integer> ours = new LinkedHashMap<>();
    private final Map<String, Set<Integer>> foreign = new LinkedHashMap<>();
    private final List<Chosen> chosen = new ArrayList<>();
    private final List<Problem> notices = new ArrayList<>();
    private final Map<String, Problem> refused = new LinkedHashMap<>();
    private final Map<String, List<String>> doubtful = new TreeMap<>();
    private final Map<String, List<Candidate>> impossible = new TreeMap<>();
    private final Map<String, List<Candidate>> unreachable = new TreeMap<>();
    private final List<String> behind = new ArrayList<>();

    Judge(World world) {
      this.world = world;
      for (Standing session : world.sessions()) {
        if (session.ours()) {
          ours.putIfAbsent(session.networkInterface(), session.number());
        } else {
          foreign
              .computeIfAbsent(session.networkInterface(), key -> new HashSet<>())
              .add(session.number());
        }
      }
    }

    SourceChoice judge(Collection<Candidate> candidates) {
      Map<String, Candidate> once = new LinkedHashMap<>();
      candidates.forEach(one -> once.merge(one.id(), one, Candidate::or));
      once.values().stream()
          .filter(one -> !world.blueprint().equals(one.stack()))
          .forEach(this::judge);
      impossible.forEach(
          (type, some) ->
              notices.add(SourceProblems.impossibleType(type, world.types().date(), some)));
      unreachable.forEach((subnet, some) -> unreachable(some));
      doubtful.forEach(
          (type, interfaces) ->
              notices.add(SourceProblems.doubtfulType(type, world.types().date(), interfaces)));
      if (!behind.isEmpty()) {
        notices.add(SourceProblems.behindOthers(behind));
      }
      return new SourceChoice(chosen, notices, refused);
    }

    private void judge(Candidate one) {
      String type = one.instanceType();
      if (one.stack() == null
          && type != null
          && world.types().verdict(type) == MirrorTypes.Verdict.NEVER) {
        impossible.computeIfAbsent(type, key -> new ArrayList<>()).add(one);
        return;
      }
      Problem unfit = unfit(one);
      if (unfit != null) {
        notices.add(unfit);
        return;
      }
      Integer kept = ours.get(one.id());
      if (kept != null) {
        take(one, kept);
        return;
      }
      if (!world.reachable().test(one)) {
        unreachable.computeIfAbsent(one.subnet(), key -> new ArrayList<>()).add(one);
        return;
      }
      switch (SessionNumbers.behind(foreign.getOrDefault(one.id(), Set.of()))) {
        case SessionNumbers.Full full -> notices.add(SourceProblems.full(one));
        case SessionNumbers.NoneBehind none -> notices.add(SourceProblems.noneBehind(one));
        case SessionNumbers.Free free -> take(one, free.number());
      }
    }

    /** Why it cannot be a source, whoever asks. */
    private @Nullable Problem unfit(Candidate one) {
      if (one.stack() != null) {
        return SourceProblems.appliance(one, Objects.requireNonNull(one.stack()));
      }
      if (!one.type().equals("interface")) {
        return SourceProblems.kind(one);
      }
      if (one.instance() == null) {
        return SourceProblems.unattached(one);
      }
      if (!one.ipv4()) {
        return SourceProblems.noIpv4(one);
      }
      return world.targets().contains(one.id()) ? SourceProblems.target(one) : null;
    }

    /**
     * Said once for a subnet. Where the blueprint makes the fleet's network, it cannot be joined to
     * others before it stands; and an instance that a tag happens to select in a VPC apart must not
     * stop the others.
     */
    private void unreachable(List<Candidate> ofSubnet) {
      Candidate named =
          ofSubnet.stream().filter(Candidate::named).findFirst().orElse(ofSubnet.getFirst());
      if (named.named() && !world.ownNetwork()) {
        refused.put(named.id(), SourceProblems.noRoute(named, ofSubnet, true));
      } else {
        notices.add(SourceProblems.noRoute(named, ofSubnet, false));
      }
    }

    private void take(Candidate one, int number) {
      chosen.add(new Chosen(one.id(), one.vpc(), one.zone(), number));
      String type = one.instanceType();
      if (type != null && world.types().verdict(type) == MirrorTypes.Verdict.DOUBTFUL) {
        doubtful.computeIfAbsent(type, key -> new ArrayList<>()).add(one.id());
      }
      if (foreign.getOrDefault(one.id(), Set.of()).stream().anyMatch(other -> other < number)) {
        behind.add(one.id());
      }
    }
  }
}
