package io.sluice.packet.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A filter as a list of instructions, in libpcap's order. */
final class Program {
  /** What is returned for a packet that matches: the snapshot length that tcpdump uses. */
  static final int MATCHES = 262_144;

  /** What each does, by {@link Op}. */
  private final int[] codes;

  private final int[] numbers;

  /** Where a jump goes on where its comparison is true, or always. */
  private final int[] onYes;

  private final int[] onNo;

  private Program(int length) {
    codes = new int[length];
    numbers = new int[length];
    onYes = new int[length];
    onNo = new int[length];
  }

  int length() {
    return codes.length;
  }

  int code(int at) {
    return codes[at];
  }

  int k(int at) {
    return numbers[at];
  }

  int yes(int at) {
    return onYes[at];
  }

  int no(int at) {
    return onNo[at];
  }

  /** Lays blocks out so that all jumps but those of {@link ProtocolChain} lead forwards. */
  static Program of(Block root) {
    List<Block> blocks = order(root);
    Map<Object, Integer> places = new HashMap<>();
    int length = 0;
    for (Block block : blocks) {
      places.put(block, length);
      for (Step step : block.steps) {
        if (step.code != Op.NOP) {
          places.put(step, length++);
        }
      }
      length++;
    }
    Program program = new Program(length);
    int at = 0;
    for (Block block : blocks) {
      for (Step step : block.steps) {
        if (step.code != Op.NOP) {
          program.set(at++, step.code, step.k, place(places, step.yes), place(places, step.no));
        }
      }
      program.set(
          at++, block.code, block.k, place(places, block.yes.to), place(places, block.no.to));
    }
    return program;
  }

  private static int place(Map<Object, Integer> places, @Nullable Object to) {
    return to == null ? 0 : Objects.requireNonNull(places.get(to));
  }

  private void set(int at, int code, int k, int yes, int no) {
    codes[at] = code;
    numbers[at] = k;
    onYes[at] = yes;
    onNo[at] = no;
  }

  /** Each block before all that it leads to, and what a yes leads to before what a no does. */
  static List<Block> order(Block root) {
    Deque<Block> open = new ArrayDeque<>();
    Map<Block, Integer> state = new HashMap<>();
    List<Block> backwards = new ArrayList<>();
    open.push(root);
    while (!open.isEmpty()) {
      Block block = open.peek();
      int visited = state.merge(block, 1, Integer::sum);
      if (visited == 1 && !block.isEnd()) {
        visit(open, state, block.no());
      } else if (visited == 2 && !block.isEnd()) {
        visit(open, state, block.yes());
      } else {
        open.pop();
        backwards.add(block);
      }
    }
    return backwards.reversed();
  }

  private static void visit(Deque<Block> open, Map<Block, Integer> state, Block block) {
    if (!state.containsKey(block)) {
      open.push(block);
    }
  }

  /** As {@code tcpdump -ddd} prints a program: how many, and code, jumps and number of each. */
  String listing() {
    StringBuilder text = new StringBuilder(length() + "\n");
    for (int i = 0; i < length(); i++) {
      boolean jump = Op.kind(codes[i]) == Op.JMP;
      boolean always = jump && Op.operation(codes[i]) == Op.JA;
      int yes = jump && !always ? onYes[i] - i - 1 : 0;
      int no = jump && !always ? onNo[i] - i - 1 : 0;
      int number = always ? onYes[i] - i - 1 : numbers[i];
      text.append(codes[i]).append(' ').append(yes).append(' ').append(no).append(' ');
      text.append(Integer.toUnsignedString(number)).append('\n');
    }
    return text.toString();
  }
}
