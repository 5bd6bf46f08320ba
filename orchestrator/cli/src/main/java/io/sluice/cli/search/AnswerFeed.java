package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.search.Answer;
import io.sluice.engine.search.Request;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What one machine answers, chunk after chunk. */
final class AnswerFeed extends Feed {
  private final Objects objects;
  private final Request request;
  private final Asked asked;
  private final int window;
  private int next;

  /**
   * @param window in bytes
   */
  AnswerFeed(Objects objects, Request request, Asked asked, int window, BooleanSupplier stop) {
    super(asked.machine(), stop);
    this.objects = objects;
    this.request = request;
    this.asked = asked;
    this.window = window;
  }

  @Override
  @Nullable Windows open() {
    Answer answer = asked.answer();
    if (answer == null || next >= answer.chunks()) {
      return null;
    }
    String name = "%s%s/%06d.pcapng".formatted(request.folder(), machine(), next++);
    return new Windows(objects, name, window);
  }

  @Override
  boolean complete() {
    return asked.last();
  }

  @Override
  long promised() {
    if (asked.silent()) {
      return SILENCE;
    }
    Answer answer = asked.answer();
    Instant through = answer == null ? null : answer.through();
    return through == null ? Long.MIN_VALUE : Stamps.nanos(through) + 1;
  }
}
