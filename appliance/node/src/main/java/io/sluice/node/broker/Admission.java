package io.sluice.node.broker;

import io.sluice.node.linux.Constants;
import io.sluice.node.linux.Ping;
import io.sluice.node.linux.RawSocket;
import io.sluice.packet.LinkType;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Whether tools can be served by this machine at all. */
final class Admission {
  private Admission() {}

  /**
   * Checks all before any is started.
   *
   * @throws BadTools for the first that cannot be served
   */
  static void check(List<ToolConfig> configs) throws BadTools {
    if (configs.size() > Broker.MAX_TOOLS) {
      throw new BadTools(
          "there are %d tools, and one appliance serves %d"
              .formatted(configs.size(), Broker.MAX_TOOLS));
    }
    for (int i = 0; i < configs.size(); i++) {
      String name = configs.get(i).name();
      if (configs.subList(0, i).stream().anyMatch(other -> other.name().equals(name))) {
        throw new BadTools("there are two tools of the name `%s`".formatted(name));
      }
      filter(configs.get(i));
      permissions(configs.get(i));
    }
  }

  static PacketFilter filter(ToolConfig config) throws BadTools {
    try {
      return PacketFilter.compile(config.filter(), LinkType.ETHERNET);
    } catch (FilterException e) {
      throw new BadTools(
          "the filter `%s` of the tool `%s` is none: %s"
              .formatted(config.filter(), config.name(), e.getMessage()));
    }
  }

  private static void permissions(ToolConfig config) throws BadTools {
    Health health = config.health();
    for (Target target : config.targets()) {
      InetAddress literal = Watch.literal(target.host());
      InetAddress like = literal == null ? InetAddress.getLoopbackAddress() : literal;
      if (!target.encapsulation().isUdp() && !mayBeRaw(like)) {
        throw new BadTools(
            "the target `%s` of the tool `%s` takes raw sockets, and this process has no CAP_NET_RAW"
                .formatted(target, config.name()));
      }
      if (health != null && health.pings() && !Ping.isPermitted(like)) {
        throw new BadTools(
            ("the tool `%s` asks for ICMP echo, which neither CAP_NET_RAW nor"
                    + " net.ipv4.ping_group_range permits this process")
                .formatted(config.name()));
      }
    }
  }

  private static boolean mayBeRaw(InetAddress like) {
    try (RawSocket socket = RawSocket.open(like, Constants.SOCK_RAW, Constants.IPPROTO_GRE)) {
      return socket.fd() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
