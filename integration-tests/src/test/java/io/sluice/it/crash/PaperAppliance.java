package io.sluice.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.node.Status;
import io.sluice.node.aws.AwsMetadata;
import io.sluice.node.aws.LifecycleHook;
import io.sluice.node.aws.S3Mailbox;
import io.sluice.node.azure.AzureBlobMailbox;
import io.sluice.node.azure.AzureMetadata;
import io.sluice.node.config.RunningConfig;
import io.sluice.node.http.Endpoint;
import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.sandbox.machine.BootFailure;
import io.sluice.sandbox.machine.MachineLauncher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Machines that only follow the config and write their status, by the token and the way of real
 * ones. An appliance process for each of some hundred kills would measure the start of JVMs.
 */
final class PaperAppliance implements MachineLauncher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PACE = Duration.ofMillis(200);
  private static final Backoff PATIENT = new Backoff(3, PACE, PACE);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Supplier<URI> sandbox;

  /**
   * @param sandbox its own address: a machine's calls do not pass the wire
   */
  PaperAppliance(Supplier<URI> sandbox) {
    this.sandbox = sandbox;
  }

  @Override
  public Running launch(String machine, Path root, byte[] bootDocument, InetAddress address)
      throws BootFailure {
    JsonNode boot;
    try {
      boot = JSON.readTree(bootDocument);
    } catch (IOException e) {
      throw new BootFailure("the boot document cannot be read", e);
    }
    Endpoint probe = probe(boot.path("probe"), address);
    Thread thread = Thread.ofVirtual().start(() -> live(machine, boot));
    return new Running() {
      @Override
      public boolean alive() {
        return thread.isAlive();
      }

      @Override
      public void stop(Duration grace) {
        kill();
      }

      @Override
      public void kill() {
        thread.interrupt();
        probe.close();
      }
    };
  }

  private static Endpoint probe(JsonNode probe, InetAddress address) throws BootFailure {
    try {
      return new Endpoint(
          new InetSocketAddress(address, probe.path("port").asInt()),
          probe.path("path").asText(),
          () -> Endpoint.Answer.text(200, "ready"));
    } catch (IOException e) {
      throw new BootFailure("the probe's port is taken", e);
    }
  }

  private void live(String name, JsonNode boot) {
    String type = boot.path("mailbox").path("type").asText();
    Mailbox mailbox = type.equals("s3") ? bucket(name, boot) : container(name, boot);
    LifecycleHook hook = boot.has("leave") ? hook(name, boot.path("leave")) : null;
    Instant started = Instant.now();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(PACE);
        if (hook != null && hook.isLeaving()) {
          hook.complete();
          return;
        }
        if (mailbox.get(RunningConfig.OBJECT, null) instanceof Mailbox.Reply.Found config) {
          String hash = RunningConfig.parse(config.bytes(), boot.path("blueprint").asText()).hash();
          mailbox.put(
              "status/" + name + ".json", ready(name, hash, started).bytes(), "application/json");
        }
      } catch (MailboxException | RunningConfig.BadConfig e) {
        // Not there yet, or not any more: a real one tries again, too
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private Mailbox container(String name, JsonNode boot) {
    return new AzureBlobMailbox(
        client,
        PATIENT,
        past(boot.path("mailbox").path("url")),
        new AzureMetadata(
            client,
            PATIENT,
            sandbox.get() + "/imds/" + name,
            boot.path("mailbox").path("clientId").asText(),
            Clock.systemUTC()));
  }

  private Mailbox bucket(String name, JsonNode boot) {
    JsonNode address = boot.path("mailbox");
    return new S3Mailbox(
        client,
        PATIENT,
        past(address.path("url")),
        address.path("region").asText(),
        metadata(name),
        Clock.systemUTC());
  }

  private LifecycleHook hook(String name, JsonNode leave) {
    return new LifecycleHook(
        client,
        PATIENT,
        past(leave.path("url")),
        leave.path("region").asText(),
        leave.path("group").asText(),
        leave.path("hook").asText(),
        metadata(name),
        Clock.systemUTC());
  }

  private AwsMetadata metadata(String name) {
    return new AwsMetadata(client, PATIENT, sandbox.get() + "/imds/" + name, Clock.systemUTC());
  }

  /** The same address at the sandbox itself. */
  private String past(JsonNode address) {
    return sandbox.get().resolve(URI.create(address.asText()).getPath()).toString();
  }

  private static Status ready(String name, String hash, Instant started) {
    return new Status(
        name,
        "paper",
        hash,
        true,
        "ready",
        "",
        Instant.now().toString(),
        started.toString(),
        0,
        0,
        Map.of(),
        Map.of(),
        List.of());
  }
}
