package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.LaunchTemplate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries instance refreshes out: so many go at once as leave the minimum healthy, at least one; a
 * maximum above 100 % launches before it takes away. Called with the group's monitor held.
 */
final class Refreshing {
  private static final int GIVE_UP_SECONDS = 3600;

  private final Site site;
  private final Fleet fleet;

  Refreshing(Site site, Fleet fleet) {
    this.site = site;
    this.fleet = fleet;
  }

  void tick(Group group) {
    Refresh refresh = group.refresh();
    if (refresh == null || !group.does("InstanceRefresh")) {
      return;
    }
    if (refresh.pending()) {
      refresh.begin(outdated(group, refresh));
    }
    refresh.todo.retainAll(group.active().stream().map(Member::id).toList());
    List<Member> fresh =
        group.active().stream().filter(m -> !refresh.todo.contains(m.id())).toList();
    long ready = fresh.stream().filter(member -> ready(member, refresh)).count();
    int done = Math.max(0, refresh.total() - refresh.todo.size() - (int) (fresh.size() - ready));
    refresh.progress(done, waitsFor(fresh, refresh));
    if (refresh.todo.isEmpty() && ready == fresh.size() && fresh.size() >= group.desired) {
      succeed(group, refresh);
    } else if (System.nanoTime() - refresh.progressed > site.pace().forBoot(GIVE_UP_SECONDS)) {
      refresh.end("Failed", "Not enough instances became healthy within an hour.");
    } else {
      replace(group, refresh);
    }
  }

  private Set<String> outdated(Group group, Refresh refresh) {
    Optional<LaunchTemplate> wanted = refresh.wanted().resolve(site.compute(), group.region);
    Set<String> ids = new LinkedHashSet<>();
    for (Member member : group.active()) {
      boolean matches = wanted.filter(member.template::equals).isPresent();
      if (!(refresh.skipMatching && matches)) {
        ids.add(member.id());
      }
    }
    return ids;
  }

  private boolean ready(Member member, Refresh refresh) {
    return site.ready(member)
        && member.warm(System.nanoTime(), site.pace().here(refresh.warmupSeconds));
  }

  private @Nullable String waitsFor(List<Member> fresh, Refresh refresh) {
    return fresh.stream()
        .filter(member -> !ready(member, refresh))
        .findFirst()
        .map(
            member ->
                "Waiting for instances to warm up before continuing. For example: "
                    + member.id()
                    + " is warming up or not yet healthy.")
        .orElse(null);
  }

  private void replace(Group group, Refresh refresh) {
    int needed = (int) Math.ceil(group.desired * refresh.minHealthy / 100.0);
    if (extra(group, refresh) == 0) {
      needed = Math.min(needed, group.desired - 1);
    }
    // an old one that is ill may go whenever it likes
    List<Member> old =
        refresh.todo.stream().map(group.members::get).filter(member -> member != null).toList();
    long ready =
        group.active().stream()
            .filter(
                member ->
                    refresh.todo.contains(member.id())
                        ? site.ready(member)
                        : ready(member, refresh))
            .count();
    long mayGo = ready - needed;
    for (Member member : old) {
      if (!site.ready(member)) {
        go(member);
      } else if (mayGo > 0) {
        mayGo--;
        go(member);
      }
    }
  }

  private void go(Member member) {
    fleet.leave(
        member,
        "At %s an instance was taken out of service in response to an instance refresh."
            .formatted(Group.now()));
  }

  /** How many more than the desired capacity the refresh has for now. */
  int extra(Group group) {
    Refresh refresh = group.refresh();
    return refresh == null || !group.does("InstanceRefresh") ? 0 : extra(group, refresh);
  }

  private static int extra(Group group, Refresh refresh) {
    int allowed = group.desired * (refresh.maxHealthy - 100) / 100;
    if (allowed == 0 && refresh.minHealthy == 100) {
      allowed = 1;
    }
    return Math.min(allowed, refresh.todo.size());
  }

  private static void succeed(Group group, Refresh refresh) {
    refresh.end("Successful", null);
    if (refresh.changesTemplate()) {
      group.settings = group.settings.with(refresh.wanted());
    }
  }
}
