package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MembersTest {
  private static final int FLOWS = 100_000;
  private static final List<Target> FIVE =
      List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5").stream()
          .map(host -> Target.parse("vxlan://" + host + "?vni=77"))
          .toList();
  private static final long ALL = 0b11111;

  private final Random random = new Random(3);
  private final Members members = new Members(FIVE);

  @Test
  void eachTargetGetsItsShareOfFlows() {
    int[] flows = new int[5];
    for (int i = 0; i < FLOWS; i++) {
      flows[members.choose(random.nextInt(), ALL)]++;
    }
    for (int share : flows) {
      assertThat(share).isCloseTo(FLOWS / 5, within(FLOWS / 100));
    }
  }

  @Test
  void aTargetThatGoesMovesItsOwnFlowsOnlyAndEvenly() {
    int[] taken = new int[5];
    for (int i = 0; i < FLOWS; i++) {
      int flow = random.nextInt();
      int before = members.choose(flow, ALL);
      int after = members.choose(flow, ALL & ~0b100);
      if (before == 2) {
        taken[after]++;
      } else {
        assertThat(after).isEqualTo(before);
      }
    }
    assertThat(taken[2]).isZero();
    for (int i : new int[] {0, 1, 3, 4}) {
      assertThat(taken[i]).isCloseTo(FLOWS / 20, within(FLOWS / 100));
    }
  }

  @Test
  void theOrderOfTargetsDoesNotMatter() {
    List<Target> other = new ArrayList<>(FIVE);
    Collections.reverse(other);
    Members reversed = new Members(other);
    for (int i = 0; i < 1_000; i++) {
      int flow = random.nextInt();
      assertThat(other.get(reversed.choose(flow, ALL)))
          .isEqualTo(FIVE.get(members.choose(flow, ALL)));
    }
  }

  @Test
  void withoutATargetThatIsUpThereIsNone() {
    assertThat(members.choose(1, 0)).isEqualTo(-1);
  }
}
