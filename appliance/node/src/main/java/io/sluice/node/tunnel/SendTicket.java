package io.sluice.node.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Counts what became of one queued datagram, then goes back to its pool. Netty's void promise would
 * allocate as little but tells nothing of success, and a failure must not be counted as sent first:
 * counters only grow.
 */
final class SendTicket extends DefaultChannelPromise {
  private final ArrayDeque<SendTicket> pool;
  private final Counters counters;
  private Tunnel tunnel = Tunnel.EXTERNAL;
  private int bytes;

  SendTicket(Channel channel, ArrayDeque<SendTicket> pool, Counters counters) {
    super(channel);
    this.pool = pool;
    this.counters = counters;
  }

  SendTicket of(Tunnel out, int size) {
    tunnel = out;
    bytes = size;
    return this;
  }

  @Override
  public boolean trySuccess() {
    counters.sent(tunnel, bytes);
    pool.push(this);
    return true;
  }

  @Override
  public boolean trySuccess(@Nullable Void result) {
    return trySuccess();
  }

  @Override
  public ChannelPromise setSuccess() {
    trySuccess();
    return this;
  }

  @Override
  public ChannelPromise setSuccess(@Nullable Void result) {
    return setSuccess();
  }

  @Override
  public boolean tryFailure(Throwable cause) {
    counters.sendFailed(1);
    pool.push(this);
    return true;
  }

  @Override
  public ChannelPromise setFailure(Throwable cause) {
    tryFailure(cause);
    return this;
  }

  /** A ticket is used many times, so it is never done, and it cannot be cancelled. */
  @Override
  public boolean setUncancellable() {
    return true;
  }
}
