package io.sluice.node;

import io.sluice.node.broker.BadTools;
import io.sluice.node.config.PipelineConfig;
import io.sluice.node.config.RunningConfig;
import io.sluice.node.log.Log;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.tunnel.Dataplane;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keeps the appliance at the config in the mailbox. Runs on a thread of its own. */
public final class ConfigFollower {
  private static final Log LOG = Log.of(ConfigFollower.class);

  private final Mailbox mailbox;
  private final Dataplane dataplane;
  private final Readiness readiness;
  private final String blueprint;
  private final Changes pipeline;
  private @Nullable String etag;
  private String lastTrouble = "";

  /** Takes what a config says of packets. */
  @FunctionalInterface
  public interface Changes {
    /**
     * @throws BadTools when a tool cannot be served; then nothing has changed
     */
    void change(PipelineConfig config) throws BadTools;
  }

  /**
   * @param pipeline told of what becomes of packets, whenever a config is applied
   */
  public ConfigFollower(
      Mailbox mailbox,
      Dataplane dataplane,
      Readiness readiness,
      String blueprint,
      Changes pipeline) {
    this.mailbox = mailbox;
    this.dataplane = dataplane;
    this.readiness = readiness;
    this.blueprint = blueprint;
    this.pipeline = pipeline;
  }

  /** Polls until interrupted. */
  public void follow(Duration interval) throws InterruptedException {
    while (true) {
      poll();
      Thread.sleep(interval);
    }
  }

  /** Looks once, and applies what it finds. */
  public void poll() throws InterruptedException {
    try {
      switch (mailbox.get(RunningConfig.OBJECT, etag)) {
        case Mailbox.Reply.Found found -> {
          trouble("");
          take(found);
        }
        case Mailbox.Reply.Unchanged() -> trouble("");
        case Mailbox.Reply.Missing() ->
            trouble("%s is not in the mailbox".formatted(RunningConfig.OBJECT));
      }
    } catch (MailboxException e) {
      trouble(String.valueOf(e.getMessage()));
    }
  }

  private void take(Mailbox.Reply.Found found) {
    RunningConfig config;
    try {
      config = RunningConfig.parse(found.bytes(), blueprint);
      pipeline.change(config.pipeline());
    } catch (RunningConfig.BadConfig | BadTools e) {
      etag = found.etag();
      LOG.warn("The config is not valid, so the running one stays", "reason", e.getMessage());
      readiness.badConfig(String.valueOf(e.getMessage()));
      return;
    }
    try {
      dataplane.change(config.tunnels());
    } catch (IOException e) {
      // Without its ETag it is read and tried again at the next poll
      etag = null;
      LOG.warn("The config cannot be applied yet", "hash", config.hash(), "reason", e.getMessage());
      readiness.cannotApply(String.valueOf(e.getMessage()));
      return;
    }
    etag = found.etag();
    readiness.applied(config);
    LOG.info("The config is applied", "hash", config.hash(), "tunnels", config.tunnels());
  }

  /** Says each trouble once, and its end. */
  private void trouble(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      if (trouble.isEmpty()) {
        LOG.info("The mailbox can be read again");
      } else {
        LOG.warn("The mailbox's config cannot be read", "reason", trouble);
      }
      lastTrouble = trouble;
    }
    if (!trouble.isEmpty()) {
      readiness.waiting("no config has been read yet: " + trouble);
    }
  }
}
