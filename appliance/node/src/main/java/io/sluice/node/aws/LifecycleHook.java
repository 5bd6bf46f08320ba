package io.sluice.node.aws;

import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.MailboxException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The <a
 * href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html">
 * lifecycle hook</a> with which an Auto Scaling group lets a machine drain before it is terminated.
 */
public final class LifecycleHook {
  private static final String TERMINATED = "Terminated";

  private final AwsCalls calls;
  private final AwsMetadata metadata;
  private final URI url;
  private final String group;
  private final String hook;

  /**
   * @param url of the Auto Scaling API
   * @param group the Auto Scaling group's name
   * @param hook the hook's name
   */
  public LifecycleHook(
      HttpClient client,
      Backoff backoff,
      String url,
      String region,
      String group,
      String hook,
      AwsMetadata metadata,
      Clock clock) {
    this.calls = new AwsCalls(client, backoff, metadata, "autoscaling", region, clock);
    this.metadata = metadata;
    this.url = URI.create(url);
    this.group = group;
    this.hook = hook;
  }

  /** Whether the group wants this machine gone, and waits for {@link #complete()}. */
  public boolean isLeaving() throws MailboxException, InterruptedException {
    return metadata.targetLifecycleState().equals(TERMINATED);
  }

  /**
   * Tells the group that the machine may go, by <a
   * href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CompleteLifecycleAction.html">
   * CompleteLifecycleAction</a>.
   *
   * @throws MailboxException when the group cannot be told, after retries; it then goes on by
   *     itself when the hook's time is up
   */
  public void complete() throws MailboxException, InterruptedException {
    String what = "Completing the lifecycle action";
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("Action", "CompleteLifecycleAction");
    parameters.put("Version", "2011-01-01");
    parameters.put("AutoScalingGroupName", group);
    parameters.put("LifecycleHookName", hook);
    parameters.put("LifecycleActionResult", "CONTINUE");
    parameters.put("InstanceId", metadata.machineName());
    String form =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    HttpResponse<byte[]> response =
        calls.send(
            what,
            "POST",
            url,
            Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
            form.getBytes(StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw AwsCalls.refused(what, response);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
