package io.sluice.packet.filter;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the language keeps for itself; a name spelled so needs a backslash before it. */
final class Words {
  /** A word's one spelling, by each of its spellings. */
  private static final Map<String, String> SPELLINGS = new HashMap<>();

  private static final Map<String, Integer> NUMBERS = new HashMap<>();
  private static final Map<String, Proto> PROTOCOLS = new HashMap<>();

  /** What only other links than ours can be asked, by the links' name. */
  private static final Map<String, String> FOREIGN = new HashMap<>();

  private static final Set<String> WAYS_OF_802_11 =
      Set.of("addr1", "addr2", "addr3", "addr4", "ra", "ta");

  static {
    for (Proto proto : Proto.values()) {
      if (!proto.word.isEmpty()) {
        PROTOCOLS.put(proto.word, proto);
        words(proto.word);
      }
    }
    for (String link : "link ppp slip fddi tr wlan".split(" ", -1)) {
      SPELLINGS.put(link, "ether");
    }
    SPELLINGS.put("es-is", "esis");
    SPELLINGS.put("is-is", "isis");
    words("src dst host net mask port portrange proto protochain gateway less greater byte");
    words("broadcast multicast and or len vlan mpls pppoed pppoes geneve vxlan vni inner llc");
    SPELLINGS.put("not", "!");
    SPELLINGS.put("length", "len");
    words("inbound outbound ifindex addr1 addr2 addr3 addr4 ra ta");
    for (int address = 1; address <= 4; address++) {
      SPELLINGS.put("address" + address, "addr" + address);
    }
    foreign("802.11", "type subtype dir direction");
    foreign("ATM", "lane metac bcc oam oamf4 oamf4ec oamf4sc sc ilmic vpi vci");
    foreign("ATM", "connectmsg metaconnect");
    foreign("PF logs", "on ifname rset ruleset rnr rulenum srnr subrulenum reason action");
    foreign("SS7", "fisu lssu lsu msu hfisu hlssu hmsu sio opc dpc sls hsio hopc hdpc hsls");
    numbers(0, "icmptype icmpcode");
    numbers(0, "icmp6type icmp6code");
    numbers(0, "icmp-echoreply");
    numbers(3, "icmp-unreach icmp-sourcequench icmp-redirect");
    numbers(8, "icmp-echo icmp-routeradvert icmp-routersolicit icmp-timxceed icmp-paramprob");
    numbers(13, "icmp-tstamp icmp-tstampreply icmp-ireq icmp-ireqreply icmp-maskreq");
    numbers(18, "icmp-maskreply");
    numbers(1, "icmp6-destinationunreach icmp6-packettoobig icmp6-timeexceeded");
    numbers(4, "icmp6-parameterproblem");
    numbers(128, "icmp6-echo icmp6-echoreply icmp6-multicastlistenerquery");
    numbers(131, "icmp6-multicastlistenerreportv1 icmp6-multicastlistenerdone");
    numbers(133, "icmp6-routersolicit icmp6-routeradvert icmp6-neighborsolicit");
    numbers(136, "icmp6-neighboradvert icmp6-redirect icmp6-routerrenum");
    numbers(139, "icmp6-nodeinformationquery icmp6-nodeinformationresponse");
    numbers(141, "icmp6-ineighbordiscoverysolicit icmp6-ineighbordiscoveryadvert");
    numbers(143, "icmp6-multicastlistenerreportv2 icmp6-homeagentdiscoveryrequest");
    numbers(145, "icmp6-homeagentdiscoveryreply icmp6-mobileprefixsolicit");
    numbers(147, "icmp6-mobileprefixadvert icmp6-certpathsolicit icmp6-certpathadvert");
    numbers(151, "icmp6-multicastrouteradvert icmp6-multicastroutersolicit");
    numbers(153, "icmp6-multicastrouterterm");
    NUMBERS.put("tcpflags", 13);
    int flag = 1;
    for (String name : "fin syn rst push ack urg ece cwr".split(" ", -1)) {
      NUMBERS.put("tcp-" + name, flag);
      flag <<= 1;
    }
  }

  private Words() {}

  private static void words(String words) {
    for (String word : words.split(" ", -1)) {
      SPELLINGS.put(word, word);
    }
  }

  private static void foreign(String links, String words) {
    for (String word : words.split(" ", -1)) {
      SPELLINGS.put(word, word);
      FOREIGN.put(word, links);
    }
  }

  /** Names of consecutive numbers. */
  private static void numbers(int first, String names) {
    int number = first;
    for (String name : names.split(" ", -1)) {
      NUMBERS.put(name, number++);
    }
  }

  /** The one spelling of a word, or null for a name. */
  static @Nullable String spelling(String text) {
    return SPELLINGS.get(text);
  }

  /** The number that a name stands for, or null. */
  static @Nullable Integer number(String text) {
    return NUMBERS.get(text);
  }

  static @Nullable Proto protocol(Token token) {
    return token.is(Token.Kind.WORD) ? PROTOCOLS.get(token.text()) : null;
  }

  /** The only links that can be asked this, or null. */
  static @Nullable String foreign(Token token) {
    if (!token.is(Token.Kind.WORD)) {
      return null;
    }
    return WAYS_OF_802_11.contains(token.text()) ? "802.11" : FOREIGN.get(token.text());
  }

  /** Every word, for one who looks for the word that was meant. */
  static Set<String> all() {
    return new HashSet<>(SPELLINGS.keySet());
  }
}
