package io.sluice.node;

import io.sluice.node.aws.AwsMetadata;
import io.sluice.node.aws.LifecycleHook;
import io.sluice.node.aws.S3Mailbox;
import io.sluice.node.azure.AzureBlobMailbox;
import io.sluice.node.azure.AzureMetadata;
import io.sluice.node.config.BootDocument;
import io.sluice.node.config.BootDocument.Leave;
import io.sluice.node.config.MailboxAddress;
import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.InstanceMetadata;
import io.sluice.node.mailbox.Mailbox;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a machine finds around it.
 *
 * @param hook that its Auto Scaling group waits for, null where nobody waits
 */
record Cloud(Mailbox mailbox, InstanceMetadata metadata, @Nullable LifecycleHook hook) {

  /** The cloud that the boot document's mailbox is in. */
  static Cloud of(BootDocument boot) {
    Clock clock = Clock.systemUTC();
    HttpClient store = client().build();
    HttpClient onMachine = client().proxy(HttpClient.Builder.NO_PROXY).build();
    return switch (boot.mailbox()) {
      case MailboxAddress.AzureBlob blob -> {
        AzureMetadata metadata =
            new AzureMetadata(
                onMachine,
                Backoff.DEFAULT,
                environment(AzureMetadata.HOST_VARIABLE, AzureMetadata.DEFAULT_HOST),
                blob.clientId(),
                clock);
        yield new Cloud(
            new AzureBlobMailbox(store, Backoff.DEFAULT, blob.url(), metadata), metadata, null);
      }
      case MailboxAddress.S3 s3 -> {
        AwsMetadata metadata =
            new AwsMetadata(
                onMachine,
                Backoff.DEFAULT,
                environment(AwsMetadata.ENDPOINT_VARIABLE, AwsMetadata.DEFAULT_ENDPOINT),
                clock);
        yield new Cloud(
            new S3Mailbox(store, Backoff.DEFAULT, s3.url(), s3.region(), metadata, clock),
            metadata,
            hook(boot.leave(), store, metadata, clock));
      }
    };
  }

  private static @Nullable LifecycleHook hook(
      @Nullable Leave leave, HttpClient client, AwsMetadata metadata, Clock clock) {
    return leave == null
        ? null
        : new LifecycleHook(
            client,
            Backoff.DEFAULT,
            leave.url(),
            leave.region(),
            leave.group(),
            leave.hook(),
            metadata,
            clock);
  }

  private static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5));
  }

  private static String environment(String variable, String otherwise) {
    return Objects.requireNonNullElse(System.getenv(variable), otherwise);
  }
}
