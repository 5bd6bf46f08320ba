package io.sluice.node.tunnel;

import io.sluice.node.log.Log;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether there is a fast path, and why not. */
record FastPathChoice(@Nullable FastPath path, @Nullable String why) {
  private static final Log LOG = Log.of(FastPathChoice.class);

  static FastPathChoice of(FastPath.@Nullable Opener opener, Uplink uplink, List<Crew> crews) {
    if (opener == null) {
      return new FastPathChoice(null, null);
    }
    int maxDatagram = uplink.bufferLength() - 1;
    try {
      FastPath path = opener.open(uplink.address(), crews.size(), maxDatagram);
      for (int i = 0; i < crews.size(); i++) {
        path.start(i, crews.get(i).loop(), crews.get(i).worker());
      }
      return new FastPathChoice(path, null);
    } catch (IOException e) {
      LOG.warn("There is no fast path", "reason", e.getMessage());
      return new FastPathChoice(null, e.getMessage());
    }
  }

  String describe(Tier tier) {
    if (path != null) {
      return path.description() + "; beside it " + tier.description();
    }
    return why == null ? tier.description() : tier.description() + "; no fast path: " + why;
  }
}
