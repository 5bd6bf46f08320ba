package io.sluice.node.desk;

import java.io.IOException;
import java.time.Instant;

/** Sets a span of time aside. */
final class KeepWork implements Job.Work {
  @Override
  public void run(Job job) throws Job.BadRequest {
    Instant from = job.request().from();
    Instant to = job.request().to();
    if (from == null || to == null || to.isBefore(from)) {
      throw new Job.BadRequest("What is to be kept needs a `from` and a later `to`.");
    }
    job.running();
    try {
      job.holdings().keep(from, to, job.request().why()).forEach(job::segment);
    } catch (IOException e) {
      throw new Job.BadRequest("The packets cannot be kept: %s.".formatted(e.getMessage()));
    }
    job.through(SearchWork.nanos(to));
  }
}
