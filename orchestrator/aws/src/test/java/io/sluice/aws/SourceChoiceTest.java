package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.aws.SourceChoice.Chosen;
import io.sluice.aws.SourceChoice.Standing;
import io.sluice.engine.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SourceChoiceTest {
  private final List<Standing> sessions = new ArrayList<>();
  private Set<String> targets = Set.of();
  private Predicate<Candidate> reachable = one -> true;
  private boolean ownNetwork;

  private SourceChoice choose(Candidate... candidates) {
    return SourceChoice.of(
        List.of(candidates),
        new SourceChoice.World(
            "trading", sessions, targets, MirrorTypes.load(null), reachable, ownNetwork));
  }

  private static Candidate card(String id) {
    return new Candidate(
        id,
        "interface",
        "vpc-1",
        "subnet-1",
        "eu-west-1a",
        true,
        "i-" + id,
        "c5.large",
        null,
        false);
  }

  private static Candidate named(Candidate one) {
    return new Candidate(
        one.id(),
        one.type(),
        one.vpc(),
        one.subnet(),
        one.zone(),
        one.ipv4(),
        one.instance(),
        one.instanceType(),
        one.stack(),
        true);
  }

  private static Candidate ofType(String instanceType, String id) {
    return new Candidate(
        id,
        "interface",
        "vpc-1",
        "subnet-1",
        "eu-west-1a",
        true,
        "i-" + id,
        instanceType,
        null,
        false);
  }

  private static List<String> codes(List<Problem> problems) {
    return problems.stream().map(Problem::code).toList();
  }

  @Test
  void interfaceThatSeveralSourcesMeanGetsOneSession() {
    assertThat(choose(card("eni-1"), card("eni-2"), named(card("eni-1"))).sources())
        .extracting(Chosen::id)
        .containsExactly("eni-1", "eni-2");
  }

  @Test
  void sessionOfOursKeepsItsNumberWhateverOthersDo() {
    sessions.add(new Standing("eni-1", 7, true));
    sessions.add(new Standing("eni-1", 3, false));
    sessions.add(new Standing("eni-1", 900, false));

    assertThat(choose(card("eni-1")).sources()).extracting(Chosen::number).containsExactly(7);
  }

  @Test
  void newSessionGoesBehindThoseOfOthersAndSaysSo() {
    sessions.add(new Standing("eni-1", 3, false));

    SourceChoice choice = choose(card("eni-1"), card("eni-2"));

    assertThat(choice.sources()).extracting(Chosen::number).containsExactly(4, 1);
    assertThat(choice.notices())
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.code()).isEqualTo("TM-4");
              assertThat(notice.isError()).isFalse();
              assertThat(notice.summary()).contains("1 network interface has");
              assertThat(notice.detail()).isEqualTo("eni-1");
            });
  }

  @Test
  void fourthSessionIsNotMade() {
    IntStream.of(1, 2, 3).forEach(n -> sessions.add(new Standing("eni-1", n, false)));

    SourceChoice choice = choose(card("eni-1"), card("eni-2"));

    assertThat(choice.sources()).extracting(Chosen::id).containsExactly("eni-2");
    assertThat(choice.notices())
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.code()).isEqualTo("TM-1");
              assertThat(notice.summary()).contains("`eni-1`", "fourth");
            });
  }

  @Test
  void ourOwnThirdSessionStays() {
    sessions.add(new Standing("eni-1", 1, false));
    sessions.add(new Standing("eni-1", 2, false));
    sessions.add(new Standing("eni-1", 3, true));

    assertThat(choose(card("eni-1")).sources()).hasSize(1);
  }

  @Test
  void appliancesAreNeverSources() {
    Candidate ours =
        new Candidate(
            "eni-1",
            "interface",
            "vpc-1",
            "subnet-1",
            "a",
            true,
            "i-1",
            "c5.large",
            "trading",
            true);
    Candidate others =
        new Candidate(
            "eni-2",
            "interface",
            "vpc-1",
            "subnet-1",
            "a",
            true,
            "i-2",
            "c5.large",
            "other",
            false);

    SourceChoice choice = choose(ours, others);

    assertThat(choice.sources()).isEmpty();
    assertThat(codes(choice.notices())).containsExactly("sluice.appliance");
  }

  @Test
  void whatCannotBeMirroredIsLeftOutWithItsReason() {
    targets = Set.of("eni-1");
    Candidate trunk =
        new Candidate(
            "eni-2", "trunk", "vpc-1", "subnet-1", "a", true, "i-1", "c5.large", null, false);
    Candidate loose =
        new Candidate("eni-3", "interface", "vpc-1", "subnet-1", "a", true, null, null, null, true);
    Candidate v6 =
        new Candidate(
            "eni-4", "interface", "vpc-1", "subnet-1", "a", false, "i-1", "c5.large", null, false);

    SourceChoice choice = choose(card("eni-1"), trunk, loose, v6);

    assertThat(choice.sources()).isEmpty();
    assertThat(codes(choice.notices())).containsExactly("TM-12", "TM-16", "TM-12", "TM-13");
    assertThat(choice.notices())
        .allSatisfy(
            notice -> {
              assertThat(notice.isError()).isFalse();
              assertThat(notice.summary()).contains("eni-").contains("is not mirrored: ");
            });
  }

  @Test
  void impossibleTypesAreLeftOutAndDoubtfulOnesTried() {
    SourceChoice choice =
        choose(
            ofType("t2.micro", "eni-1"),
            ofType("t2.micro", "eni-2"),
            ofType("m6i.large", "eni-3"),
            ofType("m6i.large", "eni-4"),
            ofType("c5.large", "eni-5"));

    assertThat(choice.sources()).extracting(Chosen::id).containsExactly("eni-3", "eni-4", "eni-5");
    assertThat(choice.notices())
        .extracting(Problem::summary, Problem::detail)
        .satisfiesExactly(
            never ->
                assertThat(never.toList())
                    .satisfies(
                        said -> {
                          assertThat(said.getFirst().toString()).contains("t2.micro", "2 network");
                          assertThat(said.getLast()).isEqualTo("eni-1, eni-2");
                        }),
            doubtful ->
                assertThat(doubtful.toList())
                    .satisfies(
                        said -> {
                          assertThat(said.getFirst().toString()).contains("m6i.large", "may not");
                          assertThat(said.getLast()).isEqualTo("eni-3, eni-4");
                        }));
  }

  @Test
  void namedInterfaceWithoutARouteIsAnErrorSaidOnceForItsSubnet() {
    reachable = one -> false;

    SourceChoice choice = choose(named(card("eni-1")), named(card("eni-2")));

    assertThat(choice.sources()).isEmpty();
    assertThat(choice.notices()).isEmpty();
    assertThat(choice.refused()).containsOnlyKeys("eni-1");
    Problem refusal = choice.refused().get("eni-1");
    assertThat(refusal).isNotNull();
    assertThat(refusal.isError()).isTrue();
    assertThat(refusal.code()).isEqualTo("TM-12");
    assertThat(refusal.summary()).contains("no route to the fleet's subnets", "`subnet-1`");
  }

  @Test
  void instanceThatATagSelectsInAVpcApartStopsNobody() {
    reachable = one -> !one.id().equals("eni-1");

    SourceChoice choice = choose(card("eni-1"), card("eni-2"));

    assertThat(choice.sources()).extracting(Chosen::id).containsExactly("eni-2");
    assertThat(choice.refused()).isEmpty();
    assertThat(codes(choice.notices())).containsExactly("TM-12");
  }

  @Test
  void networkOfOursIsBuiltBeforeAnythingCanLeadToIt() {
    reachable = one -> false;
    ownNetwork = true;

    SourceChoice choice = choose(named(card("eni-1")));

    assertThat(choice.refused()).isEmpty();
    assertThat(codes(choice.notices())).containsExactly("TM-12");
  }

  @Test
  void sessionThatStandsOutlivesItsRoute() {
    reachable = one -> false;
    sessions.add(new Standing("eni-1", 5, true));

    assertThat(choose(card("eni-1")).sources()).extracting(Chosen::number).containsExactly(5);
  }

  @Property(tries = 200)
  void everyInterfaceIsEitherMirroredOnceOrToldOf(
      @ForAll @Size(max = 30) List<@IntRange(max = 12) Integer> ids,
      @ForAll @Size(max = 30) List<@IntRange(max = 12) Integer> foreign) {
    sessions.clear();
    for (int i = 0; i < foreign.size(); i++) {
      sessions.add(new Standing("eni-" + foreign.get(i), i + 1, false));
    }

    SourceChoice choice =
        choose(ids.stream().map(id -> card("eni-" + id)).toArray(Candidate[]::new));

    List<String> mirrored = choice.sources().stream().map(Chosen::id).toList();
    assertThat(mirrored).doesNotHaveDuplicates();
    for (int id : ids) {
      boolean told =
          choice.notices().stream()
              .anyMatch(
                  notice ->
                      notice.code().equals("TM-1")
                          && notice.summary().contains("`eni-" + id + "`"));
      assertThat(mirrored.contains("eni-" + id)).isNotEqualTo(told);
    }
    for (Chosen source : choice.sources()) {
      assertThat(sessions)
          .filteredOn(one -> one.networkInterface().equals(source.id()))
          .hasSizeLessThan(3)
          .allMatch(one -> one.number() < source.number());
    }
  }
}
