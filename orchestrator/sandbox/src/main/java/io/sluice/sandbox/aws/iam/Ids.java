package io.sluice.sandbox.aws.iam;

import java.security.SecureRandom;

/** Unique ids as IAM makes them. */
final class Ids {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** The prefix, which says of what it is the id, and that many letters and digits more. */
  static String random(String prefix, int length) {
    StringBuilder id = new StringBuilder(prefix);
    for (int i = 0; i < length; i++) {
      id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
