package io.sluice.node.mailbox;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.IntPredicate;

/** One request made until it has an answer worth having. */
final class Http {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final Backoff backoff;

  Http(HttpClient client, Backoff backoff) {
    this.client = client;
    this.backoff = backoff;
  }

  /** Makes a request anew for each attempt, so that it can carry a fresh token. */
  interface Attempt {
    HttpRequest.Builder request() throws MailboxException, InterruptedException;
  }

  /**
   * Sends until an answer's status is not one to retry, or attempts run out.
   *
   * @return the last answer
   * @throws MailboxException when the last attempt got no answer at all
   */
  HttpResponse<byte[]> send(String what, Attempt attempt, IntPredicate retry)
      throws MailboxException, InterruptedException {
    for (int tries = 1; ; tries++) {
      boolean last = tries >= backoff.attempts();
      try {
        HttpResponse<byte[]> response =
            client.send(
                attempt.request().timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (last || !retry.test(response.statusCode())) {
          return response;
        }
      } catch (IOException e) {
        if (last) {
          String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
          throw new MailboxException("%s got no answer (%s)".formatted(what, detail), e);
        }
      }
      Thread.sleep(backoff.after(tries));
    }
  }
}
