package io.sluice.sandbox.aws.cloudwatch;

import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.machine.TimeScale;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudWatch: the metric {@code AWS/EC2 NetworkIn} by {@code InstanceId} and by {@code
 * AutoScalingGroupName}, what clients put themselves, and alarms on all of it. Periods are shorter
 * than in the cloud by the time scale.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/Welcome.html">API
 *     reference</a>
 */
public final class CloudWatch implements AutoCloseable {
  /** The service's name in a signature's scope. */
  public static final String SERVICE = "monitoring";

  private static final System.Logger LOG = System.getLogger(CloudWatch.class.getName());

  private final Clock clock;
  private final Alarms alarms;
  private final MetricHistory history;
  private final Sampler sampler;
  private final Evaluation evaluation;
  private final FrontDesk desk;
  private @Nullable Thread thread;

  public CloudWatch(Rooms rooms, TimeScale scale) {
    this(rooms, scale, Clock.systemUTC());
  }

  /**
   * @param clock by which minutes begin and end
   */
  public CloudWatch(Rooms rooms, TimeScale scale, Clock clock) {
    this.clock = clock;
    alarms = new Alarms(clock);
    history = new MetricHistory(scale);
    sampler = new Sampler(rooms, history);
    evaluation = new Evaluation(history);
    Map<String, Operation> operations = new HashMap<>();
    operations.putAll(new AlarmOperations(alarms).operations());
    operations.putAll(new MetricOperations(history, clock).operations());
    desk = new FrontDesk(operations);
  }

  public Alarms alarms() {
    return alarms;
  }

  public MetricHistory metrics() {
    return history;
  }

  /** Answers a request of any of its protocols. */
  public Response handle(Request request, Caller caller) {
    return desk.handle(request, caller);
  }

  /** Begins to measure, on a thread of its own; the rooms must be set up. */
  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofVirtual().name("cloudwatch").start(this::run);
    }
  }

  private void run() {
    long minute = sampler.minute().toMillis();
    try {
      while (true) {
        long now = clock.millis();
        long next = (Math.floorDiv(now, minute) + 1) * minute;
        Thread.sleep(Duration.ofMillis(next - now));
        measure(Instant.ofEpochMilli(next));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Measures and judges once, as is done at the end of each minute. */
  public void measure(Instant end) {
    try {
      sampler.measure(end, clock.instant());
      evaluation.judge(alarms, end);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a minute was not measured", e);
    }
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.interrupt();
      thread = null;
    }
  }
}
