package io.sluice.node.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.mailbox.MailboxException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwsMetadataTest {
  private static final class Hand extends Clock {
    private Instant now = Instant.now();

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final Hand clock = new Hand();
  private FakeAws aws;
  private AwsMetadata metadata;

  @BeforeEach
  void start() throws IOException {
    aws = new FakeAws();
    metadata = aws.metadata(clock);
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void aMachineIsNamedByItsInstanceId() throws Exception {
    assertThat(metadata.machineName()).isEqualTo("i-0a1");
    assertThat(aws.calls).first().isEqualTo("PUT /imds/i-0a1/latest/api/token");
  }

  @Test
  void waitsForTheMetadataService() throws Exception {
    aws.failMetadata(500, 503, 429, FakeAws.CUT);

    assertThat(metadata.machineName()).isEqualTo("i-0a1");
  }

  @Test
  void oneSessionServesManyQuestionsAndANewOneIsOpenedWhenItIsRefused() throws Exception {
    assertThat(metadata.machineName()).isEqualTo("i-0a1");
    assertThat(metadata.targetLifecycleState()).isEqualTo("InService");
    assertThat(aws.calls).filteredOn(call -> call.startsWith("PUT")).hasSize(1);

    aws.failMetadata(401);
    assertThat(metadata.machineName()).isEqualTo("i-0a1");
    assertThat(aws.calls).filteredOn(call -> call.startsWith("PUT")).hasSize(2);
  }

  @Test
  void credentialsAreKeptUntilFiveMinutesBeforeTheirEnd() throws Exception {
    String first = metadata.credentials().accessKeyId();
    clock.now = clock.now.plus(Duration.ofMinutes(354));
    assertThat(metadata.credentials().accessKeyId()).isEqualTo(first);
    clock.now = clock.now.plus(Duration.ofMinutes(2));
    assertThat(metadata.credentials().accessKeyId()).isNotEqualTo(first);
  }

  @Test
  void credentialsOfAShortLifeAreNotFetchedOnEveryCall() throws Exception {
    aws.keysLive(Duration.ofMinutes(4));
    String first = metadata.credentials().accessKeyId();
    clock.now = clock.now.plus(Duration.ofSeconds(110));

    assertThat(metadata.credentials().accessKeyId()).isEqualTo(first);
  }

  @Test
  void credentialsServeOnWhileNewOnesCannotBeHad() throws Exception {
    String first = metadata.credentials().accessKeyId();
    clock.now = clock.now.plus(Duration.ofMinutes(356));
    aws.failMetadata(500, 500, 500, 500, 500, 500);
    assertThat(metadata.credentials().accessKeyId()).isEqualTo(first);

    clock.now = clock.now.plus(Duration.ofMinutes(5));
    aws.failMetadata(500, 500, 500, 500, 500, 500);
    assertThatThrownBy(() -> metadata.credentials())
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("was answered with 500");
  }

  @Test
  void aMachineOutsideOfGroupsHasNoTargetState() throws Exception {
    aws.lifecycleState("");

    assertThat(metadata.targetLifecycleState()).isEmpty();
  }
}
