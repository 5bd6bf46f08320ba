package io.sluice.engine.blueprint;

import static io.sluice.engine.blueprint.Examples.GOOD;
import static io.sluice.engine.blueprint.Examples.load;
import static io.sluice.engine.blueprint.Examples.problem;
import static io.sluice.engine.blueprint.Examples.problems;
import static io.sluice.engine.blueprint.Examples.refused;
import static io.sluice.engine.blueprint.Examples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlueprintLoaderTest {
  @Test
  void aGoodBlueprintBecomesRecords() {
    Loaded loaded = load(GOOD);

    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.source()).isEqualTo(GOOD);
    assertThat(loaded.name()).isEqualTo(Examples.FILE);
    assertThat(loaded.blueprint())
        .isEqualTo(
            new Blueprint(
                "web-inspection",
                new Azure("01234567-89ab-cdef-0123-456789abcdef", "web", "westeurope"),
                new Network("10.40.0.0/16", "10.40.1.0/24", null),
                List.of(
                    new Source.PublicLoadBalancer(
                        "web", List.of(80, 443), List.of("10.40.2.4", "10.40.2.5"), null)),
                new Gateway(
                    new Tunnels(new Tunnel(900, 10800), new Tunnel(901, 10801)),
                    new Probe(Duration.ofSeconds(5), 2, 8080)),
                new Appliances(
                    "Standard_D4s_v5",
                    new Scale(2, 8, new DataRate(1_500_000_000), Duration.ofMinutes(3)))));
  }

  @Test
  void whatIsAbsentHasItsDefault() {
    String text =
        GOOD.substring(0, GOOD.indexOf("gateway:"))
            + "appliances:\n"
            + "  size: Standard_D4s_v5\n  scale: {min: 1, max: 1, throughput: 1 Gbps}\n";

    Blueprint blueprint = load(text).blueprint();

    assertThat(blueprint.gateway())
        .isEqualTo(
            new Gateway(
                new Tunnels(new Tunnel(900, 10800), new Tunnel(901, 10801)),
                new Probe(Duration.ofSeconds(5), 2, 8080)));
    assertThat(blueprint.appliances().scale().cooldown()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void tunnelsAreGivenWholeOrNotAtAll() {
    Problem problem = problem(with("    external: {vni: 901, port: 10801}\n", ""));

    assertThat(problem.summary()).isEqualTo("`gateway.tunnels` needs the key `external`.");
    assertThat(problem.where()).isEqualTo(new Place(Examples.FILE, 15, 5));
  }

  @Test
  void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
    String text =
        GOOD.replace("blueprint: web-inspection", "blueprint: 7")
            .replace("region:", "regoin:")
            .replace("ports: [80, 443]", "ports: [0, http]")
            .replace("vni: 901", "vni: 900")
            .replace("min: 2", "min: 9");

    assertThat(problems(text))
        .extracting(problem -> problem.code() + " " + problem.where())
        .containsExactly(
            "blueprint.type mine.yaml:1:12",
            "blueprint.unknown-key mine.yaml:5:3",
            "blueprint.range mine.yaml:11:13",
            "blueprint.type mine.yaml:11:16",
            "AZ-3 mine.yaml:16:21",
            "blueprint.scale mine.yaml:20:16");
  }

  @ParameterizedTest
  @CsvSource({
    "blueprint:, blueprnt:, blueprint",
    "resourceGroup:, resourcegroup:, resourceGroup",
    "publicLoadBalancer:, publicLoadBalanser:, publicLoadBalancer",
    "backends:, backend:, backends",
    "failAfter:, failAftre:, failAfter",
    "throughput:, troughput:, throughput"
  })
  void aMisspeltKeyIsAskedBackOnceWithTheNearestKnownOne(
      String key, String misspelt, String meant) {
    Problem problem = problem(with(key, misspelt));

    assertThat(problem.code()).isEqualTo("blueprint.unknown-key");
    assertThat(problem.hint()).isEqualTo("Did you mean `" + meant + "`?");
  }

  @Test
  void aKeyLikeNoneIsToldWithThoseThatThereAre() {
    Problem problem = problem(with("failAfter: 2", "failAfter: 2, wobble: 3"));

    assertThat(problem.summary()).isEqualTo("`wobble` is not a key of `gateway.probe`.");
    assertThat(problem.hint()).isEqualTo("The keys here are `interval`, `failAfter`, `port`.");
  }

  @Test
  void aKeyThatStandsTwiceIsToldAtTheSecond() {
    Problem problem = problem(with("  region: westeurope", "  region: westeurope\n  region: x"));

    assertThat(problem.summary())
        .isEqualTo("`region` stands here a second time; the first is in line 5.");
    assertThat(problem.where()).isEqualTo(new Place(Examples.FILE, 6, 3));
  }

  @Test
  void flowRecordsGoToTheLakeEveryMinuteUnlessSaidOtherwise() {
    assertThat(load(GOOD).blueprint().pipeline()).isNull();
    assertThat(load(GOOD + "pipeline: {flows: {}}\n").blueprint().pipeline())
        .isEqualTo(
            new Pipeline(
                null, null, List.of(), new FlowRecords(Duration.ofMinutes(1), List.of(), true)));
    assertThat(
            load(GOOD
                    + "pipeline: {flows: {interval: 10s, lake: false,"
                    + " ipfix: ['udp://10.40.9.20:4739', 'udp://[2001:db8::9]']}}\n")
                .blueprint()
                .pipeline())
        .isEqualTo(
            new Pipeline(
                null,
                null,
                List.of(),
                new FlowRecords(
                    Duration.ofSeconds(10),
                    List.of("udp://10.40.9.20:4739", "udp://[2001:db8::9]"),
                    false)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "instances: {tags: {a: b}}",
        "interfaces: [eni-00000001]",
        "subnets: [subnet-00000001]"
      })
  void sourcesOfAnotherCloudAreSaidSo(String text) {
    assertThat(problem(with("sources:\n", "sources:\n  - " + text + "\n")).code())
        .isEqualTo("blueprint.cloud");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vni: 900| vni: '900'| `gateway.tunnels.internal.vni` must be a whole number, but it is"
            + " `900`.",
        "vni: 900| vni: 16777216| `gateway.tunnels.internal.vni` must be from 0 to 16777215, but it"
            + " is `16777216`.",
        "vni: 900| vni: 99999999999999999999| `gateway.tunnels.internal.vni` must be from 0 to"
            + " 16777215, but it is `99999999999999999999`.",
        "port: 8080| port: 0x50| `gateway.probe.port` must be a whole number, but it is `0x50`.",
        "min: 2| min: 0| `appliances.scale.min` must be 1 or more, but it is `0`.",
        "5s| 5| `gateway.probe.interval` must be a duration up to 8760h, above zero and with its"
            + " unit, but it is `5`.",
        "1.5 Gbps| 1.5| `appliances.scale.throughput` must be a data rate, above zero and with"
            + " its unit, but it is `1.5`.",
        "ports: [80, 443]| ports: 80| `sources[0].ports` must be a list, but it is a number.",
        "region: westeurope| region:| `azure.region` has no value.",
        "region: westeurope| region: West Europe| `azure.region` must be an Azure location's short"
            + " name, lower case without blanks, such as westeurope, but it is `West Europe`.",
        "resourceGroup: web| resourceGroup: web.| `azure.resourceGroup` must be 1 to 90 of letters,"
            + " digits and _-.(), not ending with a full stop, but it is `web.`.",
        "01234567-89ab| 01234567| `azure.subscription` must be a subscription id such as"
            + " 01234567-89ab-cdef-0123-456789abcdef, but it is `01234567-cdef-0123-456789abcdef`.",
        "10.40.2.5| 10.40.2.256| `sources[0].backends[1]` must be an IPv4 address such as"
            + " 10.40.2.4, but it is `10.40.2.256`."
      })
  void aWrongValueIsOneSentence(String piece, String instead, String sentence) {
    assertThat(problem(with(piece, instead)).summary()).isEqualTo(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "hello", "42"})
  void whatIsNoMappingIsNoBlueprint(String text) {
    assertThat(problem(text).summary()).startsWith("The blueprint must be a mapping, but it is ");
  }

  @Test
  void aSourceIsOfOneKind() {
    assertThat(problem(with("publicLoadBalancer: web", "frontend: a\n    publicIp: b")).summary())
        .isEqualTo(
            "`sources[0]` must have exactly one of the keys `publicLoadBalancer`, `frontend`,"
                + " `publicIp`, `instances`, `interfaces`,"
                + " `subnets`.");
  }

  @Test
  void theEnvironmentIsReadInsideAnyValue() {
    String text =
        GOOD.replace("resourceGroup: web", "resourceGroup: ${env:TEAM}-${env:STAGE:-test}")
            .replace("port: 8080", "port: '${env:PORT}'")
            .replace("5s", "'${env:PACE:-6s}'");
    Map<String, String> environment = Map.of("TEAM", "net", "PORT", "8181", "STAGE", "");

    Blueprint blueprint = BlueprintLoader.load("x", text, environment::get).blueprint();

    assertThat(blueprint.azure().resourceGroup()).isEqualTo("net-test");
    assertThat(blueprint.gateway().probe()).isEqualTo(new Probe(Duration.ofSeconds(6), 2, 8181));
  }

  @Test
  void aVariableThatIsNotSetIsToldWhereItIsUsed() {
    Problem problem = problem(with("westeurope", "${env:REGION}"));

    assertThat(problem.summary()).isEqualTo("The environment variable `REGION` is not set.");
    assertThat(problem.where()).isEqualTo(new Place(Examples.FILE, 5, 11));
    assertThat(problem.hint()).contains("${env:REGION:-default}");
  }

  @Test
  void aValueFromTheEnvironmentIsNotRepeatedInAProblem() {
    List<Problem> problems =
        problems(with("westeurope", "${env:SECRET}"), Map.of("SECRET", "Hunter 2"));

    assertThat(problems).hasSize(1);
    assertThat(problems.toString()).contains("${env:SECRET}").doesNotContain("Hunter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${REGION}", "${env:}", "${env:1A}", "'${env:A'"})
  void aBrokenReferenceIsTold(String text) {
    assertThat(problem(with("westeurope", text)).code()).isEqualTo("blueprint.environment");
  }

  @Test
  void aSyntaxErrorHasItsPlace() {
    Problem problem = problem(with("ports: [80, 443]", "ports: [80, 443"));

    assertThat(problem.code()).isEqualTo("blueprint.syntax");
    assertThat(problem.where()).isEqualTo(new Place(Examples.FILE, 12, 13));
    assertThat(problem.detail()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resourceGroup: *a", "resourceGroup: !secret web", "<<: *a"})
  void aliasesAndTagsAreRefused(String text) {
    assertThat(problems(with("resourceGroup: web", text)))
        .anyMatch(each -> each.summary().endsWith("of YAML may not stand in a blueprint."));
  }

  @Test
  void laughsByTheBillionAreRefusedAndNotUnfolded() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }

    List<Problem> problems = problems(bomb.toString());

    assertThat(problems).hasSize(51);
    assertThat(problems.getLast().summary()).matches("There are \\d+ problems more\\.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void nestingWithoutEndIsOneProblem(String piece) {
    assertThat(problem("a: \n  " + piece.repeat(100_000)).code())
        .isIn("blueprint.depth", "blueprint.syntax");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(problem(GOOD + "---\nblueprint: other\n").summary())
        .isEqualTo("A second document begins here.");
  }

  @Test
  void aControlCharacterIsToldWithItsPlace() {
    Problem problem = problem(with("westeurope", "west\u001B[2Jeurope"));

    assertThat(problem.summary()).isEqualTo("The character U+001B may not stand in YAML.");
    assertThat(problem.where()).isEqualTo(new Place(Examples.FILE, 5, 15));
  }

  @Test
  void noProblemCarriesWhatMovesATerminalsCursor() {
    Problem problem = problem(with("westeurope", "\"west\\e[2Jeurope\""));

    assertThat(problem.summary()).doesNotContain("\u001B");
  }

  @Test
  void aFileThatCannotBeReadIsOneSentence(@TempDir Path folder) throws IOException {
    Path large = Files.write(folder.resolve("large"), new byte[SourceText.LARGEST + 1]);
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    Path empty = Files.writeString(folder.resolve("empty"), "# nothing yet\n");

    assertThat(refused(folder.resolve("absent")).getFirst().summary())
        .isEqualTo("There is no file `" + folder.resolve("absent") + "`.");
    assertThat(refused(folder).getFirst().summary()).endsWith("is a folder.");
    assertThat(refused(large).getFirst().summary()).endsWith("is larger than 1 MiB.");
    assertThat(refused(binary).getFirst().summary()).endsWith("is not text in UTF-8.");
    assertThat(refused(empty).getFirst().summary()).endsWith("is empty.");
  }

  @Test
  void aFileMayBeginWithAByteOrderMark(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("bom.yaml"), "\uFEFF" + GOOD);

    assertThat(BlueprintLoader.load(file, name -> null).blueprint())
        .isEqualTo(load(GOOD).blueprint());
  }
}
