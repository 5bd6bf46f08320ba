package io.sluice.node.tunnel;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A worker with its event loop and its sockets. */
record Crew(IoEventLoop loop, Worker worker, Lane lane) {
  private static final int TICK_MILLIS = 10;

  /** Ticks the worker's tap where no packets do. */
  void startTicking() {
    if (worker.isTapped()) {
      WallClock clock = new WallClock();
      var _ =
          loop.scheduleAtFixedRate(
              () -> worker.tick(clock.nanos()), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  Totals totals() {
    var kernelDrops = lane.kernelDrops();
    return onLoop(() -> worker.counters().totals(kernelDrops));
  }

  <T> T onLoop(Callable<T> task) {
    Future<T> result = loop.submit(task).awaitUninterruptibly();
    if (!result.isSuccess()) {
      throw new IllegalStateException("The event loop refused a task", result.cause());
    }
    return result.getNow();
  }
}
