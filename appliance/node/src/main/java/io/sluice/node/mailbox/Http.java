package io.sluice.node.mailbox;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** One request made until it has an answer worth having. */
public final class Http {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final Backoff backoff;
  private final Duration timeout;

  public Http(HttpClient client, Backoff backoff) {
    this(client, backoff, TIMEOUT);
  }

  /**
   * @param timeout of one attempt, from the request to the answer's last byte
   */
  Http(HttpClient client, Backoff backoff, Duration timeout) {
    this.client = client;
    this.backoff = backoff;
    this.timeout = timeout;
  }

  /** Makes a request anew for each attempt, so that it can carry a fresh token. */
  public interface Attempt {
    HttpRequest.Builder request() throws MailboxException, InterruptedException;
  }

  /**
   * Sends until an answer is not one to retry, or attempts run out.
   *
   * @param what is being done, to begin a sentence with
   * @return the last answer
   * @throws MailboxException when the last attempt got no answer at all
   */
  public HttpResponse<byte[]> send(
      String what, Attempt attempt, Predicate<HttpResponse<byte[]>> retry)
      throws MailboxException, InterruptedException {
    return send(what, attempt, retry, 0);
  }

  /**
   * As {@link #send(String, Attempt, Predicate)}, with as much more time for one attempt as a body
   * of so many bytes needs at 1 MiB/s.
   */
  public HttpResponse<byte[]> send(
      String what, Attempt attempt, Predicate<HttpResponse<byte[]>> retry, long bytes)
      throws MailboxException, InterruptedException {
    Duration patience = timeout.plusSeconds(bytes >> 20);
    for (int tries = 1; ; tries++) {
      boolean last = tries >= backoff.attempts();
      try {
        HttpResponse<byte[]> response = answer(attempt.request(), patience);
        if (last || !retry.test(response)) {
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

  // The JDK's own timeout ends with the answer's headers: a body that never comes would hold the
  // calling thread for ever, and with it the config or the status.
  private HttpResponse<byte[]> answer(HttpRequest.Builder request, Duration patience)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer in " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }
}
