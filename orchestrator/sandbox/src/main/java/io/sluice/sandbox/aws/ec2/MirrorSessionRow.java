package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.Xml;
import org.jspecify.annotations.Nullable;

/** A traffic mirror session. */
final class MirrorSessionRow extends Resource {
  /**
   * What of a session can be changed.
   *
   * @param number 1 to 32766
   * @param vni 0 to 16777215
   * @param length bytes of each packet, or null for all
   */
  record Settings(
      MirrorTargetRow target,
      MirrorFilterRow filter,
      int number,
      int vni,
      @Nullable Integer length,
      String description) {}

  private final Nic source;
  private Settings settings;

  MirrorSessionRow(Identity identity, Nic source, Settings settings) {
    super(Kind.MIRROR_SESSION, identity);
    this.source = source;
    this.settings = settings;
  }

  /** Without tags, as EC2 documents it. */
  static Fields<MirrorSessionRow> fields() {
    return new Fields<MirrorSessionRow>()
        .one("traffic-mirror-session-id", MirrorSessionRow::id)
        .one("network-interface-id", row -> row.source.id())
        .one("owner-id", row -> Account.ID)
        .one("traffic-mirror-target-id", row -> row.settings.target().id())
        .one("traffic-mirror-filter-id", row -> row.settings.filter().id())
        .one("session-number", row -> row.settings.number())
        .one("virtual-network-id", row -> row.settings.vni())
        .one("packet-length", row -> row.settings.length())
        .one("description", row -> row.settings.description());
  }

  Nic source() {
    return source;
  }

  Settings settings() {
    return settings;
  }

  void change(Settings others) {
    settings = others;
  }

  @Override
  void write(Xml xml) {
    xml.add("trafficMirrorSessionId", id())
        .add("trafficMirrorTargetId", settings.target().id())
        .add("trafficMirrorFilterId", settings.filter().id())
        .add("networkInterfaceId", source.id())
        .add("ownerId", Account.ID)
        .add("packetLength", settings.length())
        .add("sessionNumber", settings.number())
        .add("virtualNetworkId", settings.vni())
        .add("description", settings.description().isEmpty() ? null : settings.description());
    writeTags(xml);
  }
}
