package io.sluice.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.plan.FieldChange.Effect;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Refs;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.WriteOnly;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferTest {
  record Rule(String name, int port) {}

  record Tunnel(int vni, int port) {}

  record Thing(
      Optional<String> text,
      List<Rule> rules,
      Set<String> zones,
      List<Integer> ports,
      @Immutable(why = "because") Tunnel tunnel,
      @Nullable Ref other,
      @WriteOnly String secretScript)
      implements Resource {}

  private static final Refs IDS =
      ref ->
          switch (ref) {
            case Ref.Existing existing -> existing.id();
            case Ref.Own own -> "/Planned/" + own.key().logicalId() + own.child();
          };

  private static Thing thing() {
    return new Thing(
        Optional.of("a"),
        List.of(new Rule("http", 80), new Rule("https", 443)),
        Set.of("1", "2"),
        List.of(1, 2),
        new Tunnel(900, 10800),
        Ref.own("net", "n", "/subnets/s"),
        "x");
  }

  private static List<FieldChange> diff(Thing wanted, Thing actual) {
    return new Differ(IDS).diff(wanted, actual);
  }

  @Test
  void sameIsSameWhateverTheOrderOfNamedElementsAndTheCaseOfIds() {
    Thing actual =
        new Thing(
            Optional.of("a"),
            List.of(new Rule("https", 443), new Rule("http", 80)),
            Set.of("2", "1"),
            List.of(1, 2),
            new Tunnel(900, 10800),
            Ref.existing("/PLANNED/N/subnets/S"),
            "something else that the cloud would not tell");

    assertThat(diff(thing(), actual)).isEmpty();
  }

  @Test
  void namesThePathDownToTheElement() {
    Thing actual =
        new Thing(
            Optional.empty(),
            List.of(new Rule("http", 8080), new Rule("old", 1)),
            Set.of("1"),
            List.of(2, 1),
            new Tunnel(901, 10800),
            null,
            "x");

    assertThat(diff(thing(), actual))
        .extracting(FieldChange::path, FieldChange::before, FieldChange::after)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("text", "(none)", "a"),
            org.assertj.core.groups.Tuple.tuple("rules[http].port", "8080", "80"),
            org.assertj.core.groups.Tuple.tuple(
                "rules[https]", "(none)", "{name: https, port: 443}"),
            org.assertj.core.groups.Tuple.tuple("rules[old]", "{name: old, port: 1}", "(none)"),
            org.assertj.core.groups.Tuple.tuple("zones", "[1]", show(Set.of("1", "2"))),
            org.assertj.core.groups.Tuple.tuple("ports", "[2, 1]", "[1, 2]"),
            org.assertj.core.groups.Tuple.tuple("tunnel.vni", "901", "900"),
            org.assertj.core.groups.Tuple.tuple("other", "(none)", "/Planned/n/subnets/s"));
  }

  private static String show(Set<String> set) {
    return "[" + String.join(", ", set) + "]";
  }

  @Test
  void annotationHoldsForEverythingBelow() {
    Thing actual = thing();
    Thing wanted =
        new Thing(
            actual.text(),
            actual.rules(),
            actual.zones(),
            actual.ports(),
            new Tunnel(900, 10802),
            actual.other(),
            "x");

    FieldChange change = diff(wanted, actual).getFirst();

    assertThat(change.path()).isEqualTo("tunnel.port");
    assertThat(change.effect()).isEqualTo(Effect.REPLACES);
    assertThat(change.why()).isEqualTo("because");
  }

  @Test
  void writeOnlyComponentsNeverAppearInDifferences() {
    assertThat(new Differ(IDS).writeOnly(thing())).isEqualTo("secretScript=x\n");
    assertThat(diff(thing(), thing())).isEmpty();
  }
}
