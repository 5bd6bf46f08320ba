package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.MirrorRule;
import io.sluice.sandbox.aws.cloud.MirrorRule.Ports;
import io.sluice.sandbox.aws.wire.Xml;
import org.jspecify.annotations.Nullable;

/** A rule of a traffic mirror filter. */
final class MirrorRuleRow extends Resource {
  private final MirrorFilterRow filter;
  private MirrorRule rule;
  private String description;

  MirrorRuleRow(Identity identity, MirrorFilterRow filter, MirrorRule rule, String description) {
    super(Kind.MIRROR_FILTER_RULE, identity);
    this.filter = filter;
    this.rule = rule;
    this.description = description;
  }

  /** Without tags, as EC2 documents it. */
  static Fields<MirrorRuleRow> fields() {
    return new Fields<MirrorRuleRow>()
        .one("traffic-mirror-filter-rule-id", MirrorRuleRow::id)
        .one("traffic-mirror-filter-id", row -> row.filter.id())
        .one("rule-number", row -> row.rule.number())
        .one("rule-action", row -> row.rule.accept() ? "accept" : "reject")
        .one("traffic-direction", row -> row.rule.ingress() ? "ingress" : "egress")
        .one("protocol", row -> row.rule.protocol())
        .one("source-cidr-block", row -> row.rule.sourceCidr())
        .one("destination-cidr-block", row -> row.rule.destinationCidr())
        .one("description", row -> row.description);
  }

  MirrorFilterRow filter() {
    return filter;
  }

  MirrorRule rule() {
    return rule;
  }

  String description() {
    return description;
  }

  void change(MirrorRule other, String text) {
    rule = other;
    description = text;
  }

  @Override
  void write(Xml xml) {
    xml.add("trafficMirrorFilterRuleId", id())
        .add("trafficMirrorFilterId", filter.id())
        .add("trafficDirection", rule.ingress() ? "ingress" : "egress")
        .add("ruleNumber", rule.number())
        .add("ruleAction", rule.accept() ? "accept" : "reject")
        .add("protocol", rule.protocol());
    ports(xml, "destinationPortRange", rule.destinationPorts());
    ports(xml, "sourcePortRange", rule.sourcePorts());
    xml.add("destinationCidrBlock", rule.destinationCidr())
        .add("sourceCidrBlock", rule.sourceCidr())
        .add("description", description.isEmpty() ? null : description);
    writeTags(xml);
  }

  private static void ports(Xml xml, String element, @Nullable Ports ports) {
    if (ports != null) {
      xml.add(element, range -> range.add("fromPort", ports.from()).add("toPort", ports.to()));
    }
  }
}
