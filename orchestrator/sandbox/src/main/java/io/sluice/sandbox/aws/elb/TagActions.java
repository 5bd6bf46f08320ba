package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Map;

/** Tags of balancers, target groups and listeners. */
final class TagActions {
  /** ARNs in one call. */
  private static final int MOST = 20;

  private final State state;

  TagActions(State state) {
    this.state = state;
  }

  Map<String, Action> actions() {
    return Map.of(
        "AddTags", state.changing(this::add),
        "RemoveTags", state.changing(this::remove),
        "DescribeTags", this::describe);
  }

  private List<Tagged> named(Caller caller, Params in) {
    List<String> arns = in.texts("ResourceArns");
    if (arns.isEmpty()) {
      throw Check.invalid("'ResourceArns' must not be null");
    }
    if (arns.size() > MOST) {
      throw Check.invalid(
          "At most %d resource ARNs can be specified, not %d".formatted(MOST, arns.size()));
    }
    return arns.stream().map(state.of(caller.region())::tagged).toList();
  }

  private void add(Caller caller, Params in, Xml out) {
    Map<String, String> more = Tags.of(in);
    List<Tagged> all = named(caller, in);
    all.forEach(each -> Tags.added(each.tags(), more));
    all.forEach(each -> each.tags(Tags.added(each.tags(), more)));
  }

  private void remove(Caller caller, Params in, Xml out) {
    List<String> keys = in.texts("TagKeys");
    named(caller, in).forEach(each -> each.tags(Tags.without(each.tags(), keys)));
  }

  private void describe(Caller caller, Params in, Xml out) {
    out.list(
        "TagDescriptions",
        "member",
        named(caller, in),
        (xml, each) -> {
          xml.add("ResourceArn", each.arn());
          Tags.write(xml, each.tags());
        });
  }
}
