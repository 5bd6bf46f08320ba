package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** A traffic mirror filter with its rules. */
final class MirrorFilterRow extends Resource {
  private final String description;
  private final List<MirrorRuleRow> rules = new ArrayList<>();
  private final SortedSet<String> services = new TreeSet<>();

  MirrorFilterRow(Identity identity, String description) {
    super(Kind.MIRROR_FILTER, identity);
    this.description = description;
  }

  /** Without tags, as EC2 documents it. */
  static Fields<MirrorFilterRow> fields() {
    return new Fields<MirrorFilterRow>()
        .one("traffic-mirror-filter-id", MirrorFilterRow::id)
        .one("description", row -> row.description);
  }

  List<MirrorRuleRow> rules() {
    return rules;
  }

  SortedSet<String> services() {
    return services;
  }

  @Override
  void write(Xml xml) {
    xml.add("trafficMirrorFilterId", id());
    rules(xml, "ingressFilterRuleSet", true);
    rules(xml, "egressFilterRuleSet", false);
    xml.texts("networkServiceSet", "item", services)
        .add("description", description.isEmpty() ? null : description);
    writeTags(xml);
  }

  private void rules(Xml xml, String set, boolean ingress) {
    List<MirrorRuleRow> some =
        rules.stream()
            .filter(row -> row.rule().ingress() == ingress)
            .sorted(Comparator.comparingInt(row -> row.rule().number()))
            .toList();
    xml.list(set, "item", some, (item, row) -> row.write(item));
  }
}
