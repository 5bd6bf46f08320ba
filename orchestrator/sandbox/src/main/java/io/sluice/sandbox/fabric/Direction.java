package io.sluice.sandbox.fabric;

/** Which way an inner packet goes, seen from the one who opened the conversation. */
public enum Direction {
  TO_SERVER,
  TO_CLIENT;

  public Direction other() {
    return this == TO_SERVER ? TO_CLIENT : TO_SERVER;
  }
}
