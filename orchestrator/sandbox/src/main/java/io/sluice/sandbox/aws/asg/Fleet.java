package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Launch;
import io.sluice.sandbox.aws.cloud.LaunchTemplate;
import io.sluice.sandbox.aws.wire.AwsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Launches, registers and takes out instances. Called with the group's monitor held. */
final class Fleet {
  private static final System.Logger LOG = System.getLogger(Fleet.class.getName());
  private static final int RETRY_SECONDS = 60;

  private final Site site;

  Fleet(Site site) {
    this.site = site;
  }

  /** Launches what is missing to {@code capacity}, or takes out what is too much. */
  void bringTo(Group group, int capacity) {
    int actual = group.active().size();
    if (actual < capacity && group.does("Launch")) {
      for (int size = actual; size < capacity && mayLaunch(group); size++) {
        launch(
            group,
            group.reason
                + "At %s an instance was started in response to a difference between desired and actual capacity, increasing the capacity from %d to %d."
                    .formatted(Group.now(), size, capacity));
      }
    } else if (actual > capacity && group.does("Terminate")) {
      LaunchTemplate current =
          group.settings.template().resolve(site.compute(), group.region).orElse(null);
      for (Member member : Zones.toLeave(group, actual - capacity, current)) {
        leave(
            member,
            group.reason
                + "At %s an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from %d to %d."
                    .formatted(Group.now(), actual, capacity));
      }
    }
  }

  private static boolean mayLaunch(Group group) {
    Long after = group.launchAfter;
    return after == null || System.nanoTime() - after >= 0;
  }

  /** Launches one where it keeps the zones in balance; a refusal is an activity that failed. */
  void launch(Group group, String cause) {
    String subnet = Zones.subnetForNext(group);
    String zone = group.settings.zones().getOrDefault(subnet, "");
    Refresh refresh = group.refresh();
    TemplateSpec spec = refresh == null ? group.settings.template() : refresh.wanted();
    try {
      LaunchTemplate template =
          spec.resolve(site.compute(), group.region)
              .orElseThrow(
                  () ->
                      Checks.invalid(
                          "The specified launch template, with template name "
                              + spec.name()
                              + ", does not exist."));
      Ec2Instance instance =
          site.compute()
              .run(
                  new Launch(
                      group.region,
                      template.id(),
                      Long.toString(template.version()),
                      subnet,
                      tags(group)));
      Activity activity =
          new Activity(
              "Launching a new EC2 instance: " + instance.id(),
              cause,
              "PreInService",
              subnet,
              zone);
      activity.step("PreInService", 30);
      group.record(activity);
      site.store().add(new Member(group, instance, template, activity));
      group.launchAfter = null;
    } catch (AwsException e) {
      LOG.log(System.Logger.Level.WARNING, "{0} cannot launch: {1}", group.name, e.message());
      Activity activity =
          new Activity("Launching a new EC2 instance", cause, Activity.FAILED, subnet, zone);
      activity.end(Activity.FAILED, e.message() + " Launching EC2 instance failed.");
      group.record(activity);
      group.launchAfter = System.nanoTime() + site.pace().here(RETRY_SECONDS);
    }
  }

  private static Map<String, String> tags(Group group) {
    Map<String, String> tags = new HashMap<>();
    group.tags.values().stream()
        .filter(GroupTag::propagate)
        .forEach(tag -> tags.put(tag.key(), tag.value()));
    tags.put("aws:autoscaling:groupName", group.name);
    return tags;
  }

  /** Takes a member one step further if it is time. */
  void advance(Member member) {
    long now = System.nanoTime();
    switch (member.lifecycle) {
      case PENDING -> pending(member, now);
      case PENDING_WAIT -> {
        if (!site.alive(member)) {
          lost(member);
        } else if (!waits(member, now) && member.lifecycle == Lifecycle.PENDING_WAIT) {
          member.lifecycle = Lifecycle.PENDING_PROCEED;
          serve(member);
        }
      }
      case PENDING_PROCEED -> serve(member);
      case IN_SERVICE -> {}
      case TERMINATING_WAIT -> {
        if (!site.alive(member) || !waits(member, now)) {
          member.waits.clear();
          member.lifecycle = Lifecycle.TERMINATING_PROCEED;
          terminate(member);
        }
      }
      case TERMINATING, TERMINATING_PROCEED -> {
        if (site.state(member).equals("terminated")) {
          member.activity.end(Activity.SUCCESSFUL, null);
          site.store().remove(member);
        }
      }
    }
  }

  private void pending(Member member, long now) {
    if (!site.alive(member)) {
      lost(member);
    } else if (site.state(member).equals("running")) {
      hold(member, true, now);
      if (member.waits.isEmpty()) {
        serve(member);
      } else {
        member.lifecycle = Lifecycle.PENDING_WAIT;
        member.activity.step("MidLifecycleAction", 60);
      }
    }
  }

  private void lost(Member member) {
    member.activity.end(
        Activity.FAILED,
        "Instance became unhealthy while waiting for instance to be in InService state.");
    site.store().remove(member);
    member.group.launchAfter = System.nanoTime() + site.pace().here(RETRY_SECONDS);
  }

  private void hold(Member member, boolean launching, long now) {
    member.group.hooks.values().stream()
        .filter(hook -> hook.launching() == launching)
        .forEach(hook -> member.waits.put(hook.name(), new Member.Wait(hook, site.pace(), now)));
  }

  /** Ends what timed out; true while a hook still holds the member. */
  private boolean waits(Member member, long now) {
    for (Member.Wait wait : List.copyOf(member.waits.values())) {
      if (now - wait.until() >= 0) {
        LOG.log(
            System.Logger.Level.INFO,
            "{0}: the hook {1} timed out for {2}",
            member.group.name,
            wait.hook().name(),
            member.id());
        complete(member, wait, wait.hook().goOn());
      }
    }
    return !member.waits.isEmpty();
  }

  /**
   * A hook's answer: an instance that is launched is given up when it is abandoned; one that leaves
   * is let go at once.
   */
  void complete(Member member, Member.Wait wait, boolean goOn) {
    member.waits.remove(wait.hook().name());
    if (!goOn) {
      member.waits.clear();
      if (!member.lifecycle.leaving()) {
        member.activity.end(
            Activity.CANCELLED, "Instance failed to complete user's Lifecycle Action");
        leave(
            member,
            "At %s an instance was taken out of service because its lifecycle action was abandoned."
                .formatted(Group.now()));
      }
    }
  }

  private void serve(Member member) {
    member.lifecycle = Lifecycle.IN_SERVICE;
    member.since = System.nanoTime();
    member.activity.end(Activity.SUCCESSFUL, null);
    if (member.group.does("AddToLoadBalancer")) {
      member.group.targetGroups.forEach(target -> register(target, member));
    }
  }

  void register(String targetGroup, Member member) {
    try {
      site.rooms().balancers().register(targetGroup, member.id());
    } catch (AwsException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: {1}", member.group.name, e.message());
    }
  }

  void deregister(String targetGroup, Member member) {
    try {
      site.rooms().balancers().deregister(targetGroup, member.id());
    } catch (AwsException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", member.group.name, e.message());
    }
  }

  /** Begins to take a member out; nothing happens if it leaves already. */
  Activity leave(Member member, String cause) {
    if (member.lifecycle.leaving()) {
      return member.activity;
    }
    Group group = member.group;
    member.activity =
        new Activity(
            "Terminating EC2 instance: " + member.id(),
            cause,
            "InProgress",
            member.instance.subnetId(),
            member.instance.zone());
    group.record(member.activity);
    member.waits.clear();
    boolean served = member.inService();
    member.lifecycle = Lifecycle.TERMINATING;
    group.targetGroups.forEach(target -> deregister(target, member));
    if (served && !group.deleting && site.alive(member)) {
      hold(member, false, System.nanoTime());
    }
    if (member.waits.isEmpty()) {
      terminate(member);
    } else {
      member.lifecycle = Lifecycle.TERMINATING_WAIT;
      member.activity.step("MidTerminatingLifecycleAction", 30);
    }
    return member.activity;
  }

  private void terminate(Member member) {
    member.activity.step("InProgress", 60);
    site.compute().terminate(member.group.region, List.of(member.id()));
  }

  /** Takes everything out without waiting for anybody. */
  void dissolve(Group group) {
    group.deleting = true;
    String cause =
        "At %s an instance was taken out of service because its group is deleted."
            .formatted(Group.now());
    for (Member member : List.copyOf(group.members.values())) {
      leave(member, cause);
      member.waits.clear();
    }
  }
}
