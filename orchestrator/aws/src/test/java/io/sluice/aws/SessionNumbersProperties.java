package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SessionNumbersProperties {
  @Property
  void aNewSessionGoesBehindEveryOtherAndTakesNoPacketOfTheirs(
      @ForAll @Size(max = 2) Set<@IntRange(min = 1, max = 32_765) Integer> foreign) {
    var choice = SessionNumbers.behind(foreign);

    assertThat(choice)
        .isInstanceOfSatisfying(
            SessionNumbers.Free.class,
            free -> {
              assertThat(free.number()).isBetween(1, 32_766);
              assertThat(foreign).allMatch(other -> other < free.number());
              // The lowest that is behind: the one before it is taken, or there is none.
              assertThat(free.number() == 1 || foreign.contains(free.number() - 1)).isTrue();
            });
  }

  @Property
  void thereIsNoFourth(
      @ForAll @Size(value = 3) Set<@IntRange(min = 1, max = 32_766) Integer> foreign) {
    assertThat(SessionNumbers.behind(foreign)).isInstanceOf(SessionNumbers.Full.class);
  }

  @Example
  void nothingIsBehindTheLastNumber() {
    assertThat(SessionNumbers.behind(Set.of(32_766))).isInstanceOf(SessionNumbers.NoneBehind.class);
  }
}
