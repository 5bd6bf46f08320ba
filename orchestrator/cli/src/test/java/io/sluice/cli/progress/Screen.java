package io.sluice.cli.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal shows after some output: it knows the few sequences that we write. */
final class Screen {
  private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(\\d*)([AKJ])");

  private final List<StringBuilder> rows = new ArrayList<>();
  private int row;
  private int column;

  Screen(String output) {
    Matcher sequence = SEQUENCE.matcher(output);
    int at = 0;
    while (at < output.length()) {
      char c = output.charAt(at);
      if (c == '\u001b' && sequence.find(at) && sequence.start() == at) {
        control(sequence.group(2).charAt(0), sequence.group(1));
        at = sequence.end();
        continue;
      }
      if (c == '\n') {
        row++;
        column = 0;
      } else if (c == '\r') {
        column = 0;
      } else {
        write(c);
      }
      at++;
    }
  }

  /** The rows down to the last that is not empty. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(rows.stream().map(StringBuilder::toString).toList());
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  private void control(char command, String number) {
    switch (command) {
      case 'A' -> row -= Integer.parseInt(number);
      case 'K' -> cut(row, column);
      default -> {
        cut(row, column);
        for (int below = row + 1; below < rows.size(); below++) {
          cut(below, 0);
        }
      }
    }
  }

  private void cut(int at, int from) {
    if (at < rows.size() && rows.get(at).length() > from) {
      rows.get(at).setLength(from);
    }
  }

  private void write(char c) {
    while (rows.size() <= row) {
      rows.add(new StringBuilder());
    }
    StringBuilder line = rows.get(row);
    if (column < line.length()) {
      line.setCharAt(column, c);
    } else {
      line.append(c);
    }
    column++;
  }
}
