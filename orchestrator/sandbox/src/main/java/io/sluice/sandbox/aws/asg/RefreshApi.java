package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Map;

/** Instance refreshes. */
final class RefreshApi {
  private final Site site;

  RefreshApi(Site site) {
    this.site = site;
  }

  Map<String, Action> actions() {
    return Map.of(
        "StartInstanceRefresh", this::start,
        "DescribeInstanceRefreshes", this::describe,
        "CancelInstanceRefresh", this::cancel);
  }

  private Group group(Caller caller, Params in) {
    return site.store().get(caller.region(), Checks.require(in, "AutoScalingGroupName"));
  }

  private void start(Caller caller, Params in, Xml out) {
    Group group = group(caller, in);
    Checks.oneOf("Strategy", in.text("Strategy", "Rolling"), List.of("Rolling"));
    Params wanted = in.child("DesiredConfiguration").child("LaunchTemplate");
    boolean other = in.child("DesiredConfiguration").has("LaunchTemplate");
    synchronized (group) {
      if (group.refresh() != null) {
        throw AwsException.badRequest(
            "InstanceRefreshInProgress",
            "An Instance Refresh is already in progress and blocks the execution of this Instance"
                + " Refresh.");
      }
      if (group.deleting) {
        throw Checks.invalid("AutoScalingGroup " + group.name + " is pending delete");
      }
      TemplateSpec template =
          other
              ? TemplateSpec.read(wanted, site.compute(), caller.region())
              : group.settings.template();
      Refresh refresh = new Refresh(in, group, template, other);
      group.refreshes.addFirst(refresh);
      out.add("InstanceRefreshId", refresh.id);
    }
  }

  private void describe(Caller caller, Params in, Xml out) {
    Group group = group(caller, in);
    List<String> ids = in.texts("InstanceRefreshIds");
    synchronized (group) {
      Pages.write(
          in,
          out,
          "InstanceRefreshes",
          50,
          group.refreshes.stream()
              .filter(refresh -> ids.isEmpty() || ids.contains(refresh.id))
              .toList(),
          (item, refresh) -> refresh.write(item, group));
    }
  }

  /** What was already replaced stays replaced. */
  private void cancel(Caller caller, Params in, Xml out) {
    Group group = group(caller, in);
    synchronized (group) {
      Refresh refresh = group.refresh();
      if (refresh == null) {
        throw AwsException.badRequest(
            "ActiveInstanceRefreshNotFound",
            "No in progress or pending Instance Refresh found for Auto Scaling group "
                + group.name);
      }
      refresh.end("Cancelled", "Cancelled due to user request.");
      out.add("InstanceRefreshId", refresh.id);
    }
  }
}
