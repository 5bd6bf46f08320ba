package io.sluice.aws;

import io.sluice.engine.problem.Problem;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person is told about sources, by the id of the cloud's fact. */
final class SourceProblems {
  private static final int SHOWN = 20;

  private SourceProblems() {}

  private static Problem skipped(String code, Candidate one, String because) {
    return Problem.warning(code, "%s is not mirrored: %s.".formatted(capital(one), because));
  }

  private static String capital(Candidate one) {
    return "The network interface " + one.shown();
  }

  static Problem full(Candidate one) {
    return skipped(
            "TM-1",
            one,
            "it has three sessions of others, ours would be the fourth, and AWS allows three")
        .withHint("Remove one of them, or leave the interface out of the blueprint's `sources`.");
  }

  static Problem noneBehind(Candidate one) {
    return skipped(
            "TM-4",
            one,
            "another session has the last number, 32766, and in front of it ours would take its"
                + " packets")
        .withHint("Give the other session a lower number.");
  }

  static Problem unattached(Candidate one) {
    return skipped("TM-12", one, "it is attached to no instance")
        .withHint("It is mirrored once it is attached, at the next apply.");
  }

  static Problem kind(Candidate one) {
    return skipped("TM-16", one, "its type is `%s`, not `interface`".formatted(one.type()));
  }

  static Problem noIpv4(Candidate one) {
    return skipped("TM-13", one, "it has no IPv4 address, and AWS mirrors no IPv6-only subnet");
  }

  static Problem target(Candidate one) {
    return skipped(
            "TM-12", one, "it is a target of traffic mirroring, and AWS lets nothing be both")
        .withHint("Leave it out of the blueprint's `sources`.");
  }

  static Problem appliance(Candidate one, String stack) {
    return skipped(
            "sluice.appliance",
            one,
            "it belongs to an appliance of the blueprint `%s`".formatted(stack))
        .withHint("Two fleets that mirror each other would multiply packets without end.");
  }

  static Problem impossibleType(String type, String date, List<Candidate> all) {
    return Problem.warning(
            "TM-16",
            "%s not mirrored: AWS cannot mirror instances of type `%s` (as known in %s)."
                .formatted(some(all), type, date))
        .withDetail(every(all))
        .withHint("Move the workload to a type on Nitro, or leave it out of `sources`.");
  }

  static Problem doubtfulType(String type, String date, List<String> interfaces) {
    return Problem.warning(
            "TM-16",
            "Instances of type `%s` may not be mirrored: AWS listed the type as unsupported (as"
                    .formatted(type)
                + " known in %s).".formatted(date))
        .withDetail(ids(interfaces))
        .withHint("They are tried. Watch whether packets of theirs arrive.");
  }

  static Problem behindOthers(List<String> interfaces) {
    return Problem.warning(
            "TM-4",
            "%d network %s somebody else's session in front of ours: a packet that it mirrors does"
                    .formatted(
                        interfaces.size(),
                        interfaces.size() == 1 ? "interface has" : "interfaces have")
                + " not come to this fleet.")
        .withDetail(ids(interfaces))
        .withHint(
            "AWS mirrors a packet once, by the session with the lowest number that wants it.");
  }

  static Problem noRoute(Candidate one, List<Candidate> ofSubnet, boolean error) {
    String summary =
        "%s not mirrored: the route table of `%s` in `%s` has no route to the fleet's subnets."
            .formatted(some(ofSubnet), one.subnet(), one.vpc());
    return (error ? Problem.error("TM-12", summary) : Problem.warning("TM-12", summary))
        .withDetail(every(ofSubnet))
        .withHint(
            "Join the two VPCs by a peering or a transit gateway and add the route, or leave the"
                + " subnet's interfaces out of the blueprint's `sources`.");
  }

  static Problem noSuch(String what, String id, String region) {
    return Problem.error(
            "aws.no-such-source", "There is no %s `%s` in %s.".formatted(what, id, region))
        .withHint("Correct its id in the blueprint's `sources`.");
  }

  static Problem nothingTagged(String tags) {
    return Problem.warning(
            "aws.no-source",
            "No instance carries the tags %s, so nothing is mirrored.".formatted(tags))
        .withHint("Instances that come to carry them are mirrored at the next apply.");
  }

  private static String some(List<Candidate> all) {
    return all.size() == 1
        ? capital(all.getFirst()) + " is"
        : all.size() + " network interfaces are";
  }

  /** What is left out is told to the last one. */
  private static @Nullable String every(List<Candidate> all) {
    return all.size() == 1 ? null : String.join(", ", all.stream().map(Candidate::id).toList());
  }

  private static String ids(Collection<String> all) {
    String shown = String.join(", ", all.stream().limit(SHOWN).toList());
    return all.size() <= SHOWN ? shown : shown + " and " + (all.size() - SHOWN) + " more";
  }
}
