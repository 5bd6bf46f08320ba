package io.sluice.node.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.mailbox.MailboxException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleHookTest {
  private FakeAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = new FakeAws();
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @ParameterizedTest
  @CsvSource({"InService,false", "'',false", "Warmed:Stopped,false", "Terminated,true"})
  void onlyTheTargetStateTerminatedMeansToLeave(String state, boolean leaving) throws Exception {
    aws.lifecycleState(state);

    assertThat(aws.hook().isLeaving()).isEqualTo(leaving);
  }

  @Test
  void tellsTheGroupToGoOnInASignedRequest() throws Exception {
    aws.failScaling(503, "ServiceUnavailable");
    aws.failScaling(400, "Throttling");
    aws.hook().complete();

    assertThat(aws.completed)
        .containsExactly(
            "Action=CompleteLifecycleAction&Version=2011-01-01&AutoScalingGroupName=net+ops"
                + "&LifecycleHookName=drain&LifecycleActionResult=CONTINUE&InstanceId=i-0a1");
  }

  @Test
  void saysWhyTheGroupDoesNotListen() {
    aws.failScaling(400, "ValidationError");

    assertThatThrownBy(() -> aws.hook().complete())
        .isInstanceOf(MailboxException.class)
        .hasMessage("Completing the lifecycle action was answered with 400 ValidationError");
  }
}
