package io.sluice.packet.index;

import java.util.Arrays;

/** Numbers as they come. */
final class Ints {
  private int[] values = new int[64];
  private int count;

  void add(int value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  int count() {
    return count;
  }

  int[] done() {
    return Arrays.copyOf(values, count);
  }

  /** In order, each once. */
  int[] sortedOnce() {
    Arrays.sort(values, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || values[i] != values[i - 1]) {
        values[kept++] = values[i];
      }
    }
    return Arrays.copyOf(values, kept);
  }

  /** What stands in both, each in order. */
  static int[] both(int[] a, int[] b) {
    Ints both = new Ints();
    int j = 0;
    for (int value : a) {
      while (j < b.length && b[j] < value) {
        j++;
      }
      if (j < b.length && b[j] == value) {
        both.add(value);
      }
    }
    return both.done();
  }

  /** What stands in at least one, in order and once. */
  static int[] either(int[] a, int[] b) {
    Ints either = new Ints();
    either.values = Arrays.copyOf(a, a.length + b.length + 1);
    System.arraycopy(b, 0, either.values, a.length, b.length);
    either.count = a.length + b.length;
    return either.sortedOnce();
  }
}
