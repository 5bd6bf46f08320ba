package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.Xml;

/**
 * What an instance is doing, with EC2's code for it.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html">
 *     InstanceState</a>
 */
enum InstanceState {
  PENDING("pending", 0),
  RUNNING("running", 16),
  SHUTTING_DOWN("shutting-down", 32),
  TERMINATED("terminated", 48),
  STOPPING("stopping", 64),
  STOPPED("stopped", 80);

  private final String text;
  private final int code;

  InstanceState(String text, int code) {
    this.text = text;
    this.code = code;
  }

  String text() {
    return text;
  }

  int code() {
    return code;
  }

  /** On its way out, or gone. */
  boolean isEnding() {
    return this == SHUTTING_DOWN || this == TERMINATED;
  }

  void write(Xml xml) {
    xml.add("code", code).add("name", text);
  }
}
