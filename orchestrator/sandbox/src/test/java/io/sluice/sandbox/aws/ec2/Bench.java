package io.sluice.sandbox.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxOptions;
import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.testing.NoScaleSets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** A whole sandbox, asked by AWS's own client; every answer is held against botocore's model. */
public final class Bench implements AutoCloseable {
  static final String REGION = "eu-west-1";
  static final String VPC = "vpc-0a1b2c3d4e5f60001";
  static final String SUBNET = "subnet-0a1b2c3d4e5f60001";
  static final String SUBNET_B = "subnet-0a1b2c3d4e5f60002";

  public final Sandbox sandbox;
  final FakeHosts hosts = new FakeHosts();
  final AnswerJudge judge = new AnswerJudge();
  final AtomicInteger changes = new AtomicInteger();
  public final Ec2Client ec2;
  private final List<Ec2Client> clients = new ArrayList<>();

  public Bench(Path folder) {
    sandbox = Sandbox.start(SandboxOptions.in(folder), cell -> new NoScaleSets());
    sandbox.aws().rooms().set(hosts);
    sandbox.aws().rooms().set(new FakeBalancers());
    compute().onChange(changes::incrementAndGet);
    ec2 = client(REGION, "AKIAOUTSIDE");
  }

  public Ec2Client client(String region, String key) {
    Ec2Client client =
        Ec2Client.builder()
            .endpointOverride(sandbox.http())
            .region(Region.of(region))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(key, "secret")))
            .httpClient(UrlConnectionHttpClient.create())
            .overrideConfiguration(
                c ->
                    c.addExecutionInterceptor(judge)
                        .retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
    clients.add(client);
    return client;
  }

  Compute compute() {
    return sandbox.aws().ec2();
  }

  static Filter filter(String name, String... values) {
    return Filter.builder().name(name).values(values).build();
  }

  static TagSpecification tags(ResourceType type, String key, String value) {
    return TagSpecification.builder().resourceType(type).tags(tag(key, value)).build();
  }

  static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  Instance instance(String id) {
    return ec2.describeInstances(r -> r.instanceIds(id))
        .reservations()
        .getFirst()
        .instances()
        .getFirst();
  }

  /** The code that AWS's client reads from a refusal. */
  public static String refusal(ThrowingCallable call) {
    Ec2Exception refused = catchThrowableOfType(Ec2Exception.class, call);
    assertThat(refused).as("the call was refused").isNotNull();
    return refused.awsErrorDetails().errorCode();
  }

  @Override
  public void close() {
    clients.forEach(Ec2Client::close);
    sandbox.close();
    assertThat(judge.faults()).as("answers that botocore's model does not know").isEmpty();
  }
}
