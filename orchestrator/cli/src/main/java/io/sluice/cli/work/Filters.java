package io.sluice.cli.work;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;

/** Filters as a person types them, checked before anybody is asked. */
final class Filters {
  private static final int ETHERNET = 1;

  private Filters() {}

  /**
   * @throws ProblemException with a caret under what is wrong
   */
  static void require(String filter) {
    try {
      PacketFilter.compile(filter, ETHERNET);
    } catch (FilterException e) {
      throw new ProblemException(
          Problem.error("search.filter", "The filter cannot be used: " + e.getMessage() + ".")
              .withDetail(e.caret()));
    }
  }
}
