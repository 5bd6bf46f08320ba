package io.sluice.sandbox.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BalanceProperties {
  @Property(tries = 200)
  void onlyTheFlowsOfTheMemberThatFailedMove(
      @ForAll int client,
      @ForAll @IntRange(min = 1, max = 65_535) int port,
      @ForAll @IntRange(min = 2, max = 8) int members,
      @ForAll @IntRange(min = 0, max = 7) int failing) {
    FlowKey key = new FlowKey(client, port, 0x14000001, 80, 6);
    List<Watch> all = pool(members, -1);
    Watch before = Balance.choose(null, all, key);
    List<Watch> later = pool(members, failing);

    Watch after = Balance.choose(before, later, key);

    assertThat(before).isNotNull();
    assertThat(after).isNotNull();
    assertThat(after.healthy()).isTrue();
    boolean failed = before.target().name().equals("m" + failing);
    assertThat(after.target().name().equals(before.target().name())).isEqualTo(!failed);
  }

  @Property(tries = 50)
  void aMemberThatJoinsTakesNoFlowFromTheOthers(
      @ForAll int client, @ForAll @IntRange(min = 1, max = 65_535) int port) {
    FlowKey key = new FlowKey(client, port, 0x14000001, 80, 6);
    List<Watch> members = pool(2, -1);
    Watch before = Balance.choose(null, members, key);
    List<Watch> more = new ArrayList<>(members);
    more.addAll(pool(8, -1).subList(2, 8));

    assertThat(Balance.choose(before, more, key)).isSameAs(before);
  }

  @Property(tries = 20)
  void flowsSpreadEvenly(@ForAll int client) {
    List<Watch> members = pool(4, -1);
    int[] share = new int[4];
    for (int port = 1; port <= 4000; port++) {
      Watch chosen = Balance.choose(null, members, new FlowKey(client, port, 0x14000001, 80, 6));
      share[members.indexOf(chosen)]++;
    }
    for (int flows : share) {
      assertThat(flows).isBetween(800, 1200);
    }
  }

  private static List<Watch> pool(int members, int failing) {
    List<Watch> pool = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      Probe probe = new Probe("p", true, 1, "/", Duration.ofSeconds(5), 1, 1);
      pool.add(
          new Watch(
              new Target("m" + i, "10.0.0." + (i + 1)),
              probe,
              i == failing ? Health.UNHEALTHY : Health.HEALTHY));
    }
    return pool;
  }
}
