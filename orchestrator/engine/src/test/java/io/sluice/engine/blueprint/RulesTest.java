package io.sluice.engine.blueprint;

import static io.sluice.engine.blueprint.Examples.GOOD;
import static io.sluice.engine.blueprint.Examples.load;
import static io.sluice.engine.blueprint.Examples.problem;
import static io.sluice.engine.blueprint.Examples.problems;
import static io.sluice.engine.blueprint.Examples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.problem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  private static final String NETWORK =
      "/subscriptions/01234567-89ab-cdef-0123-456789abcdef/resourceGroups/shop/providers/"
          + "Microsoft.Network/";
  private static final String FRONTEND = NETWORK + "loadBalancers/lb/frontendIPConfigurations/f";
  private static final String ADDRESS = NETWORK + "networkInterfaces/nic/ipConfigurations/c";

  /** Column 2 is the place of the offending value, in the line after the example's last. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "interval: 9s| 30| blueprint.range| `pipeline.flows.interval` must be whole seconds from"
            + " 10s to 1h, but it is 9s.",
        "interval: 61m| 30| blueprint.range| `pipeline.flows.interval` must be whole seconds from"
            + " 10s to 1h, but it is 61m.",
        "interval: 10500ms| 30| blueprint.range| `pipeline.flows.interval` must be whole seconds"
            + " from 10s to 1h, but it is 10500ms.",
        "interval: 60| 30| blueprint.unit| `pipeline.flows.interval` must be a duration up to"
            + " 8760h, above zero and with its unit, but it is `60`.",
        "ipfix: ['udp://h:0']| 28| blueprint.range| The port of `pipeline.flows.ipfix[0]` must be"
            + " from 1 to 65535, but it is 0.",
        "ipfix: ['udp://h:99999']| 28| blueprint.range| The port of `pipeline.flows.ipfix[0]` must"
            + " be from 1 to 65535, but it is 99999.",
        "ipfix: ['udp://h', 'udp://h']| 39| blueprint.duplicate| `pipeline.flows.ipfix` names"
            + " udp://h twice.",
        "ipfix: ['http://h:80']| 28| blueprint.form| `pipeline.flows.ipfix[0]` must be a"
            + " collector's address of the form udp://HOST:PORT, but it is `http://h:80`.",
        "ipfix: ['10.0.0.1:4739']| 28| blueprint.form| `pipeline.flows.ipfix[0]` must be a"
            + " collector's address of the form udp://HOST:PORT, but it is `10.0.0.1:4739`.",
        "ipfix: ['udp://a', 'udp://b', 'udp://c', 'udp://d', 'udp://e']| 27| blueprint.range|"
            + " `pipeline.flows.ipfix` names 5 collectors, and 4 is the most.",
        "lakes: true| 20| blueprint.unknown-key| `lakes` is not a key of `pipeline.flows`."
      })
  void flowRecordsAreToldWhereTheyCannotGoAsSaid(
      String flows, int column, String code, String summary) {
    Problem problem = problem(GOOD + "pipeline: {flows: {" + flows + "}}\n");

    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.summary()).isEqualTo(summary);
    assertThat(problem.where())
        .isEqualTo(new Place(Examples.FILE, (int) GOOD.lines().count() + 1, column));
    assertThat(problem.hint()).isNotEmpty();
  }

  /** Column 3 is the place of the offending value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vni: 901| vni: 900| 16:21| AZ-3| Both tunnels have the vni 900.",
        "port: 10801| port: 10800| 16:32| AZ-3| Both tunnels have the port 10800.",
        "port: 10801| port: 4789| 16:32| AZ-3| Azure refuses the tunnel port 4789.",
        "port: 8080| port: 110| 17:45| AZ-11| Azure never probes HTTP on port 110, and its API does"
            + " not say so.",
        "5s| 4s| 17:21| AZ-11| The probe interval 4s is not a whole number of seconds, 5 or more.",
        "5s| 5500ms| 17:21| AZ-11| The probe interval 5500ms is not a whole number of seconds, 5 or"
            + " more.",
        "max: 8| max: 1| 20:16| blueprint.scale| `appliances.scale.min` is 2, above `max`, which is"
            + " 1.",
        "3m| 59s| 20:59| azure.cooldown| The cooldown 59s is not whole seconds from 1m to 168h.",
        "10.40.1.0/24| 10.41.1.0/24| 8:11| blueprint.network| The subnet 10.41.1.0/24 is not inside"
            + " the address space 10.40.0.0/16.",
        "10.40.1.0/24| 10.40.0.0/15| 8:11| blueprint.network| The subnet 10.40.0.0/15 is not inside"
            + " the address space 10.40.0.0/16.",
        "10.40.1.0/24| 10.40.1.4/24| 8:11| blueprint.network| `network.subnet` is 10.40.1.4/24,"
            + " which has bits set behind its prefix.",
        "10.40.1.0/24| 10.40.1.0/30| 8:11| azure.subnet| Azure takes subnets from /2 to /29, and"
            + " this one is /30.",
        "10.40.1.0/24| 10.40.1.0/29| 8:11| azure.subnet| The subnet 10.40.1.0/29 has 3 free"
            + " addresses, and 8 machines and the gateway need 9.",
        "[80, 443]| [80, 443, 80]| 11:22| blueprint.duplicate| `sources[0].ports` names 80 twice.",
        "[80, 443]| []| 11:12| blueprint.empty| `sources[0].ports` is an empty list.",
        "10.40.2.5| 10.40.2.4| 12:27| blueprint.duplicate| `sources[0].backends` names 10.40.2.4"
            + " twice."
      })
  void whatCannotWorkIsToldAtTheValue(
      String piece, String instead, String place, String code, String sentence) {
    Problem problem = problem(with(piece, instead));

    assertThat(problem.severity()).isEqualTo(Severity.ERROR);
    assertThat(problem.summary()).isEqualTo(sentence);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.where()).hasToString(Examples.FILE + ":" + place);
    assertThat(problem.hint()).endsWith(problem.hint().contains("?") ? "?" : ".");
  }

  @Test
  void aFleetBeyondAScaleSetIsRefused() {
    String text = with("max: 8", "max: 1001").replace("10.40.1.0/24", "10.40.0.0/20");

    assertThat(problem(text).summary())
        .isEqualTo("A scale set has at most 1000 machines, and `max` is 1001.");
  }

  @Test
  void aSubnetThatJustFitsIsTaken() {
    String text = with("max: 8", "max: 10").replace("10.40.1.0/24", "10.40.1.0/28");

    assertThat(load(text).warnings()).isEmpty();
    assertThat(problems(text.replace("max: 10", "max: 11"))).hasSize(1);
  }

  @Test
  void anUnusualNetworkIdentifierIsAWarning() {
    Problem warning = problem(with("vni: 901", "vni: 1001"));

    assertThat(warning.severity()).isEqualTo(Severity.WARNING);
    assertThat(warning.code()).isEqualTo("AZ-5");
    assertThat(problems(with("vni: 901", "vni: 1000"))).isEmpty();
    assertThat(problems(with("vni: 901", "vni: 800"))).isEmpty();
  }

  @Test
  void aBackendOutsideTheAddressSpaceIsAWarningUnlessItsNetworkIsNamed() {
    String text = with("10.40.2.5", "10.50.0.5");

    assertThat(problem(text).severity()).isEqualTo(Severity.WARNING);
    assertThat(problem(text).where()).isEqualTo(new Place(Examples.FILE, 12, 27));
    assertThat(
            problems(
                text.replace(
                    "    backends",
                    "    backendNetwork: " + NETWORK + "virtualNetworks/v\n    backends")))
        .isEmpty();
  }

  @Test
  void aNetworkIsOursOrTheUsers() {
    String own = "  addressSpace: 10.40.0.0/16\n  subnet: 10.40.1.0/24\n";
    String existing = "  existing: " + NETWORK + "virtualNetworks/v/subnets/s\n";

    assertThat(load(with(own, existing)).blueprint().network().existing()).endsWith("/subnets/s");
    assertThat(problem(with(own, own + existing)).summary())
        .isEqualTo("`network` names an existing subnet and describes a new network as well.");
    assertThat(problem(with("  subnet: 10.40.1.0/24\n", "")).summary())
        .isEqualTo("`network` needs the key `subnet` too.");
    assertThat(problem(with("network:\n" + own, "network: {}\n")).summary())
        .isEqualTo("`network` says neither `existing` nor `addressSpace` and `subnet`.");
    assertThat(problem(with(own, "  existing: default\n")).summary())
        .isEqualTo("`default` is not the id of a subnet.");
  }

  @Test
  void linkedSourcesAreIdsOfTheRightKind() {
    assertThat(load(sources("- frontend: " + FRONTEND)).warnings()).isEmpty();
    assertThat(load(sources("- publicIp: " + ADDRESS)).warnings()).isEmpty();
    assertThat(problem(sources("- frontend: " + ADDRESS)).code()).isEqualTo("azure.id");
    assertThat(problem(sources("- publicIp: " + FRONTEND)).where())
        .isEqualTo(new Place(Examples.FILE, 10, 15));
    assertThat(problem(sources("- publicIp: " + NETWORK + "publicIPAddresses/ip")).code())
        .isEqualTo("azure.id");
  }

  @Test
  void oneSourceStandsThereOnce() {
    Problem links =
        problem(
            sources(
                "- frontend: "
                    + FRONTEND
                    + "\n  - frontend: "
                    + FRONTEND.toLowerCase(Locale.ROOT)));
    assertThat(links.summary()).isEqualTo("`sources[1]` names the same as `sources[0]`.");
    assertThat(links.where()).isEqualTo(new Place(Examples.FILE, 11, 15));

    String second = "- {publicLoadBalancer: web, ports: [81], backends: [10.40.2.9]}";
    assertThat(problem(with("sources:\n", "sources:\n  " + second + "\n")).code())
        .isEqualTo("blueprint.duplicate");
  }

  @Test
  void aBlueprintThatSeesNothingIsAWarning() {
    assertThat(problem(sources("[]")).code()).isEqualTo("blueprint.sources");
  }

  @Test
  void aGatewayChainsAHundredSourcesAndNoMore() {
    assertThat(problems(sources(links(100)))).isEmpty();
    assertThat(problem(sources(links(101))).code()).isEqualTo("AZ-6");
  }

  private static String links(int count) {
    List<String> lines =
        IntStream.range(0, count).mapToObj(i -> "- frontend: " + FRONTEND + i).toList();
    return String.join("\n  ", lines);
  }

  /** The good blueprint with other sources, the first in line 10, column 3. */
  private static String sources(String lines) {
    int from = GOOD.indexOf("  - publicLoadBalancer");
    return GOOD.substring(0, from) + "  " + lines + "\n" + GOOD.substring(GOOD.indexOf("gateway:"));
  }

  @Nested
  class Limits {
    @TempDir Path folder;

    @Test
    void aFileOfTheUsersReplacesSingleLimits() throws IOException {
      String over =
          "probeIntervalSeconds: {check: AZ-11, values: [30], date: '2027-01-01', source: me}";

      assertThat(judged(over)).extracting(Problem::code).containsExactly("AZ-11");
      assertThat(judged(over).getFirst().summary()).contains("30 or more");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "probeIntervalSecond: {check: a, values: [1], date: '2027-01-01', source: me}",
          "usualVni: {check: a, values: [], date: '2027-01-01', source: me}",
          "usualVni: 7",
          "[]"
        })
    void aFileOfLimitsThatIsNoneIsToldWithItsOwnName(String over) throws IOException {
      assertThat(judged(over))
          .isNotEmpty()
          .allMatch(each -> each.where().file().endsWith("limits"));
    }

    private List<Problem> judged(String over) throws IOException {
      Path file = Files.writeString(folder.resolve("limits"), over);
      Map<String, String> environment =
          Map.of(BlueprintLoader.AZURE_LIMITS_VARIABLE, file.toString());
      return Assertions.catchThrowableOfType(
              ProblemException.class,
              () -> BlueprintLoader.load(Examples.FILE, GOOD, environment::get))
          .problems();
    }
  }
}
