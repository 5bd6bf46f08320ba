package io.sluice.packet.filter;

import org.jspecify.annotations.Nullable;

/** The word that was probably meant. */
final class Nearest {
  private static final int FAR = 3;

  private Nearest() {}

  /** The word that the fewest changes of a letter lead to, or null where it would be a guess. */
  static @Nullable String word(String written) {
    String nearest = null;
    int least = Math.min(FAR, 1 + written.length() / 3);
    for (String word : Words.all()) {
      int distance = distance(written, word);
      if (distance < least || (distance == least && nearest != null && first(word, nearest))) {
        nearest = word;
        least = distance;
      }
    }
    return nearest;
  }

  private static boolean first(String word, String other) {
    return word.compareTo(other) < 0;
  }

  /** Letters to be added, removed, changed, or swapped with the next. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
