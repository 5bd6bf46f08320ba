package io.sluice.packet.filter;

/** The expression's text and which part of it is at work, for the place of an error. */
final class Source {
  final String text;
  private int from;
  private int to;

  Source(String text) {
    this.text = text;
  }

  /** What follows is about these chars. */
  void at(int from, int to) {
    this.from = from;
    this.to = to;
  }

  int from() {
    return from;
  }

  /** The text that is at work. */
  String current() {
    return text.substring(from, to);
  }

  FilterException error(String message) {
    return error(from, to, message);
  }

  FilterException error(int from, int to, String message) {
    return new FilterException(text, from, Math.max(1, to - from), message);
  }
}
