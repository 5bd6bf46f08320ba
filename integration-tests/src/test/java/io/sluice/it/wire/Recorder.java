package io.sluice.it.wire;

import io.sluice.it.judge.Exchange;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lets every call through and remembers it. */
public final class Recorder implements Wire.Tap {
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();

  @Override
  public Wire.Answer pass(Wire.Call call, Wire.Onward onward) throws IOException {
    Wire.Answer answer = onward.send();
    exchanges.add(
        new Exchange(
            call.method(),
            "http://sandbox" + call.path(),
            call.path().startsWith("/blob/") ? "" : call.body().text(),
            answer.status(),
            answer.headers(),
            call.path().startsWith("/blob/") ? "" : answer.body().text()));
    return answer;
  }

  /** What has passed so far, in the order of the answers. */
  public List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }
}
