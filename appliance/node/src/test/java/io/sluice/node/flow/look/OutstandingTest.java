package io.sluice.node.flow.look;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutstandingTest {
  @Test
  void aQuestionIsAnsweredOnce() {
    Outstanding outstanding = new Outstanding(64);
    long key = Outstanding.key(1, 0, 7);
    outstanding.put(key, 100);
    assertThat(outstanding.asked(key)).isEqualTo(100);
    assertThat(outstanding.take(key)).isEqualTo(100);
    assertThat(outstanding.take(key)).isEqualTo(Outstanding.UNKNOWN);
  }

  @Test
  void flowsDirectionsAndNumbersAreToldApart() {
    Outstanding outstanding = new Outstanding(64);
    outstanding.put(Outstanding.key(1, 0, 7), 100);
    assertThat(outstanding.asked(Outstanding.key(2, 0, 7))).isEqualTo(Outstanding.UNKNOWN);
    assertThat(outstanding.asked(Outstanding.key(1, 1, 7))).isEqualTo(Outstanding.UNKNOWN);
    assertThat(outstanding.asked(Outstanding.key(1, 0, 8))).isEqualTo(Outstanding.UNKNOWN);
    assertThat(outstanding.asked(Outstanding.key(1, 0, 7 + 0x10000))).isEqualTo(100);
  }

  @Test
  void theOldestGiveWayAndAreCounted() {
    Outstanding outstanding = new Outstanding(64);
    assertThat(outstanding.bytes()).isEqualTo(64 * 16);
    int there = 0;
    for (int i = 0; i < 1_000; i++) {
      outstanding.put(Outstanding.key(i + 1, 0, i), i);
    }
    for (int i = 0; i < 1_000; i++) {
      there += outstanding.take(Outstanding.key(i + 1, 0, i)) == i ? 1 : 0;
    }
    assertThat(there).isLessThanOrEqualTo(64);
    assertThat(outstanding.forgotten()).isEqualTo(1_000 - there);
    assertThat(outstanding.asked(Outstanding.key(1_000, 0, 999))).isEqualTo(Outstanding.UNKNOWN);
  }
}
