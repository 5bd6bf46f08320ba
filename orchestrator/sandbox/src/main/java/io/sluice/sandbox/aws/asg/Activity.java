package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Xml;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that a group did. Guarded by its group. */
final class Activity {
  static final String SUCCESSFUL = "Successful";
  static final String FAILED = "Failed";
  static final String CANCELLED = "Cancelled";

  final String id = UUID.randomUUID().toString();
  final String description;
  final String cause;
  final String subnet;
  final String zone;
  final Instant started = Instant.now();
  String status;
  int progress;
  private @Nullable Instant ended;
  private @Nullable String message;

  /**
   * @param status e.g. {@code InProgress}, {@code PreInService}
   */
  Activity(String description, String cause, String status, String subnet, String zone) {
    this.description = description;
    this.cause = cause;
    this.status = status;
    this.subnet = subnet;
    this.zone = zone;
  }

  void step(String now, int percent) {
    status = now;
    progress = percent;
  }

  void end(String how, @Nullable String why) {
    status = how;
    message = why;
    progress = 100;
    ended = Instant.now();
  }

  boolean ended() {
    return ended != null;
  }

  void write(Xml xml, Group group) {
    xml.add("ActivityId", id)
        .add("AutoScalingGroupName", group.name)
        .add("AutoScalingGroupARN", group.arn)
        .add("Description", description)
        .add("Cause", cause)
        .add("StartTime", started)
        .add("EndTime", ended)
        .add("StatusCode", status)
        .add("StatusMessage", message)
        .add("Progress", progress)
        .add(
            "Details",
            "{\"Subnet ID\":\"%s\",\"Availability Zone\":\"%s\"}".formatted(subnet, zone));
  }
}
