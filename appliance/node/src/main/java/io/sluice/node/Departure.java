package io.sluice.node;

import io.sluice.node.aws.LifecycleHook;
import io.sluice.node.log.Log;
import io.sluice.node.mailbox.MailboxException;
import java.time.Duration;

/**
 * Leaves when the Auto Scaling group wants the machine gone, and tells the group when it may go. A
 * SIGTERM that comes meanwhile, or came before, drains no second time: both ways lead through the
 * one shutdown of the process.
 */
final class Departure {
  private static final Log LOG = Log.of(Departure.class);

  private final LifecycleHook hook;
  private String lastTrouble = "";
  private volatile boolean leaving;

  Departure(LifecycleHook hook) {
    this.hook = hook;
  }

  /**
   * Looks again and again until the group wants the machine gone.
   *
   * @param leave begins to leave; called once
   */
  void watch(Duration interval, Runnable leave) throws InterruptedException {
    while (!isLeaving()) {
      Thread.sleep(interval);
    }
    leaving = true;
    LOG.info("The Auto Scaling group takes this machine out of service");
    leave.run();
  }

  private boolean isLeaving() throws InterruptedException {
    String trouble = "";
    boolean answer = false;
    try {
      answer = hook.isLeaving();
    } catch (MailboxException e) {
      trouble = String.valueOf(e.getMessage());
    }
    if (!trouble.equals(lastTrouble) && !trouble.isEmpty()) {
      LOG.warn("Whether this machine shall leave is not known", "reason", trouble);
    }
    lastTrouble = trouble;
    return answer;
  }

  /** Tells the group that all is done, if the group asked for it. */
  void complete() throws InterruptedException {
    if (!leaving) {
      return;
    }
    try {
      hook.complete();
      LOG.info("The Auto Scaling group knows that this machine may go");
    } catch (MailboxException e) {
      LOG.warn(
          "The Auto Scaling group does not know yet that this machine may go",
          "reason",
          e.getMessage());
    }
  }
}
