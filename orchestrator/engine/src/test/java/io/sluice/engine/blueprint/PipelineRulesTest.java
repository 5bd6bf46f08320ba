package io.sluice.engine.blueprint;

import static io.sluice.engine.blueprint.Examples.FILE;
import static io.sluice.engine.blueprint.Examples.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.blueprint.FilterCheck.Finding;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.problem.Severity;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineRulesTest {
  private static final int LINE = (int) GOOD.lines().count() + 1;
  private static final String TARGET = "'vxlan://10.9.9.9?vni=1'";

  /** Knows one mistake: the word {@code prot}. */
  private static Finding check(String expression) {
    int at = expression.indexOf("prot");
    return at < 0
        ? null
        : new Finding("`prot` is no word here", at, expression + "\n" + " ".repeat(at) + "^^^^");
  }

  private static List<Problem> problems(String pipeline) {
    String text = GOOD + "pipeline: " + pipeline + "\n";
    try {
      return BlueprintLoader.load(FILE, text, name -> null, PipelineRulesTest::check).warnings();
    } catch (ProblemException e) {
      return e.problems();
    }
  }

  private static Problem problem(String pipeline) {
    List<Problem> all = problems(pipeline);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static Blueprint load(String pipeline) {
    return Examples.load(GOOD + "pipeline: " + pipeline + "\n").blueprint();
  }

  @Test
  void whatIsNotSaidHasUsefulValues() {
    assertThat(load("{deduplicate: {}}").pipeline())
        .isEqualTo(new Pipeline(new Deduplicate(Duration.ofMillis(50)), null, List.of(), null));
    assertThat(load("{capture: {keep: {size: 50 GB}}}").pipeline().capture())
        .isEqualTo(
            new Capture(
                null, null, new Keep(new DataSize(50_000_000_000L), Duration.ofHours(24)), false));
    assertThat(load("{tools: [{name: ids, replicate: [" + TARGET + "]}]}").pipeline().tools())
        .containsExactly(
            new Tool(
                "ids",
                null,
                List.of(),
                List.of("vxlan://10.9.9.9?vni=1"),
                null,
                List.of(),
                1,
                List.of(),
                null,
                null));
  }

  @Test
  void aToolMaySayItAll() {
    String tool =
        """
        {tools: [{name: dpi, filter: tcp port 443, balance: ['geneve://[fd00::1]?vni=7',
          'erspan://tool.local?session=3'], slice: 128, mask: [http, dns], sample: 8,
          strip: [vlan, tunnel], rate: 200 Mbps, health: {tcp: 8080, failAfter: 5}}]}\
        """;

    assertThat(load(tool).pipeline().tools())
        .containsExactly(
            new Tool(
                "dpi",
                "tcp port 443",
                List.of("geneve://[fd00::1]?vni=7", "erspan://tool.local?session=3"),
                List.of(),
                128,
                List.of(Tool.Mask.HTTP, Tool.Mask.DNS),
                8,
                List.of(Tool.Strip.VLAN, Tool.Strip.TUNNEL),
                new DataRate(200_000_000),
                new ToolHealth.Tcp(8080, Duration.ofSeconds(5), 5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{deduplicate: {window: 2s}} | 34 | blueprint.range | `pipeline.deduplicate.window` must be"
            + " from 1ms to 1s, but it is 2s.",
        "{deduplicate: {windo: 2ms}} | 26 | blueprint.unknown-key | `windo` is not a key of"
            + " `pipeline.deduplicate`.",
        "{deduplicat: {}} | 12 | blueprint.unknown-key | `deduplicat` is not a key of `pipeline`.",
        "{capture: {}} | 21 | blueprint.missing-key | `pipeline.capture` needs the key `keep`.",
        "{capture: {slice: 53, keep: {size: 1 GB}}} | 29 | blueprint.range |"
            + " `pipeline.capture.slice` must be from 54 to 65535, but it is `53`.",
        "{capture: {keep: {size: 134 MB}}} | 35 | blueprint.range | `pipeline.capture.keep.size`"
            + " must be 128 MiB or more, which is two segments, but it is 134 MB.",
        "{capture: {keep: {size: 50 G}}} | 35 | blueprint.unit | `pipeline.capture.keep.size` must"
            + " be an amount of data, above zero and with its unit, but it is `50 G`.",
        "{capture: {keep: {size: 50}}} | 35 | blueprint.unit | `pipeline.capture.keep.size` must"
            + " be an amount of data, above zero and with its unit, but it is `50`.",
        "{capture: {keep: {size: 1 GB, age: 59s}}} | 46 | blueprint.range |"
            + " `pipeline.capture.keep.age` must be from 1m to 8760h, but it is 59s.",
        "{capture: {keep: {size: 1 GB, age: 60001ms}}} | 46 | blueprint.range |"
            + " `pipeline.capture.keep.age` must be whole seconds, but it is 60001ms.",
        "{capture: {filter: '', keep: {size: 1 GB}}} | 30 | blueprint.form |"
            + " `pipeline.capture.filter` must be text that is not empty, but it is ``.",
        "{capture: {keep: {size: 1 GB}, offload: maybe}} | 51 | blueprint.type |"
            + " `pipeline.capture.offload` must be true or false, but it is `maybe`."
      })
  void aMistakeInDeduplicationOrCaptureIsToldAtItsPlace(
      String pipeline, int column, String code, String summary) {
    expect(problem(pipeline), column, code, summary);
  }

  /** {@code T} stands for a target; the columns are those of the line as it is then. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: a} | 20 | blueprint.targets | The tool `a` has no target.",
        "{name: a, balance: [T], replicate: [T]} | 78 | blueprint.targets | The tool `a` both"
            + " balances and replicates.",
        "{replicate: [T]} | 20 | blueprint.missing-key | `pipeline.tools[0]` needs the key `name`.",
        "{name: a b, replicate: [T]} | 27 | blueprint.form | `pipeline.tools[0].name` must be 1 to"
            + " 63 letters, digits, dots, underscores and hyphens, but it is `a b`.",
        "{name: a, replicate: [T, T]} | 68 | blueprint.duplicate | `pipeline.tools[0].replicate[1]`"
            + " is the same target as `pipeline.tools[0].replicate[0]`.",
        "{name: a, replicate: ['http://h:80']} | 42 | blueprint.form |"
            + " `pipeline.tools[0].replicate[0]` must be a target of the form"
            + " vxlan://HOST:PORT?vni=N, geneve://HOST:PORT?vni=N, gre://HOST?key=N or"
            + " erspan://HOST?session=N, but it is `http://h:80`.",
        "{name: a, replicate: ['vxlan://10.0.0.300?vni=1']} | 42 | blueprint.form | The host of"
            + " `pipeline.tools[0].replicate[0]` is neither an address nor a name:"
            + " `vxlan://10.0.0.300?vni=1`.",
        "{name: a, replicate: ['vxlan://[1::2::3]?vni=1']} | 42 | blueprint.form | The host of"
            + " `pipeline.tools[0].replicate[0]` is neither an address nor a name:"
            + " `vxlan://[1::2::3]?vni=1`.",
        "{name: a, replicate: ['vxlan://h:70000?vni=1']} | 42 | blueprint.range | The port of"
            + " `pipeline.tools[0].replicate[0]` must be from 1 to 65535, but it is 70000.",
        "{name: a, balance: ['geneve://h?vni=16777216']} | 40 | blueprint.range | The vni of"
            + " `pipeline.tools[0].balance[0]` must be from 0 to 16777215, but it is 16777216.",
        "{name: a, replicate: [T], slice: 20} | 76 | blueprint.range | `pipeline.tools[0].slice`"
            + " must be from 54 to 65535, but it is `20`.",
        "{name: a, replicate: [T], mask: [tcp, htp]} | 81 | blueprint.form |"
            + " `pipeline.tools[0].mask[1]` must be `tcp` or `udp` or `dns` or `http` or `tls` or"
            + " `sip` or `smtp`, but it is `htp`.",
        "{name: a, replicate: [T], mask: [tcp, tcp]} | 81 | blueprint.duplicate |"
            + " `pipeline.tools[0].mask` names `tcp` twice.",
        "{name: a, replicate: [T], strip: [vlans]} | 77 | blueprint.form |"
            + " `pipeline.tools[0].strip[0]` must be `vlan` or `tunnel`, but it is `vlans`.",
        "{name: a, replicate: [T], sample: 0} | 77 | blueprint.range | `pipeline.tools[0].sample`"
            + " must be from 1 to 1000000, but it is `0`.",
        "{name: a, replicate: [T], rate: 7 kbps} | 75 | blueprint.range | `pipeline.tools[0].rate`"
            + " must be 8 kbps or more, but it is 7 kbps.",
        "{name: a, replicate: [T], health: {}} | 77 | blueprint.missing-key |"
            + " `pipeline.tools[0].health` must have exactly one of the keys `tcp`, `ping`.",
        "{name: a, replicate: [T], health: {tcp: 1, ping: true}} | 77 | blueprint.missing-key |"
            + " `pipeline.tools[0].health` must have exactly one of the keys `tcp`, `ping`.",
        "{name: a, replicate: [T], health: {ping: false}} | 84 | blueprint.range |"
            + " `pipeline.tools[0].health.ping` is false, which asks a target nothing.",
        "{name: a, replicate: [T], health: {tcp: 0}} | 83 | blueprint.range |"
            + " `pipeline.tools[0].health.tcp` must be from 1 to 65535, but it is `0`.",
        "{name: a, replicate: [T], health: {tcp: 1, interval: 50ms}} | 96 | blueprint.range |"
            + " `pipeline.tools[0].health.interval` must be from 100ms to 1h, but it is 50ms.",
        "{name: a, replicats: [T]} | 30 | blueprint.unknown-key | `replicats` is not a key of"
            + " `pipeline.tools[0]`."
      })
  void aMistakeInAToolIsToldAtItsPlace(String tool, int column, String code, String summary) {
    expect(problem("{tools: [" + tool.replace("T", TARGET) + "]}"), column, code, summary);
  }

  private static void expect(Problem problem, int column, String code, String summary) {
    assertThat(problem.summary()).isEqualTo(summary);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.where()).hasToString(FILE + ":" + LINE + ":" + column);
    assertThat(problem.severity()).isEqualTo(Severity.ERROR);
    assertThat(problem.hint()).matches("[A-Z0-9].*[.?]");
  }

  @Test
  void aMisspeltProtocolAndKeyHaveTheirNearest() {
    assertThat(problem("{capturs: {}}").hint()).isEqualTo("Did you mean `capture`?");
    assertThat(problem(tool("mask: [htp]")).hint()).isEqualTo("Did you mean `http`?");
  }

  private static String tool(String more) {
    return "{tools: [{name: a, replicate: [" + TARGET + "], " + more + "}]}";
  }

  @Test
  void toolsAreToldApartByTheirNames() {
    String tool = "{name: ids, replicate: [" + TARGET + "]}";
    Problem problem = problem("{tools: [" + tool + ", " + tool + "]}");

    assertThat(problem.code()).isEqualTo("blueprint.duplicate");
    assertThat(problem.summary())
        .isEqualTo("`pipeline.tools[1]` has the name of `pipeline.tools[0]`, which is `ids`.");
    assertThat(problem.where()).hasToString(FILE + ":" + LINE + ":79");
  }

  @Test
  void thereAreMostToolsAndMostTargets() {
    String tools =
        IntStream.range(0, 17)
            .mapToObj(i -> "{name: t" + i + ", replicate: [" + TARGET + "]}")
            .collect(Collectors.joining(", "));
    assertThat(problem("{tools: [" + tools + "]}").summary())
        .isEqualTo("`pipeline.tools` names 17 tools, and 16 is the most.");
    String targets =
        IntStream.range(0, 65)
            .mapToObj(i -> "'vxlan://10.9.9.9?vni=" + i + "'")
            .collect(Collectors.joining(", "));
    assertThat(problem("{tools: [{name: a, balance: [" + targets + "]}]}").summary())
        .isEqualTo("`pipeline.tools[0].balance` names 65 targets, and 64 is the most.");
  }

  /** The example's tunnels are 900 on port 10800 and 901 on 10801, its subnet 10.40.1.0/24. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vxlan://10.40.1.9:10800?vni=900 | ERROR | `pipeline.tools[0].replicate[0]` has the vni 900"
            + " and the port 10800 of a tunnel into the fleet itself.",
        "vxlan://tool.local:10801?vni=901 | WARNING | `pipeline.tools[0].replicate[0]` has the vni"
            + " 901 and the port 10801 of a tunnel into the fleet itself.",
        "vxlan://10.40.1.9:10801?vni=77 | WARNING | `pipeline.tools[0].replicate[0]` is in the"
            + " fleet's own subnet, with the port 10801 that appliances listen on."
      })
  void whatIsSentToToolsMustNotComeBack(String target, Severity severity, String summary) {
    Problem problem = problem("{tools: [{name: a, replicate: ['" + target + "']}]}");

    assertThat(problem.summary()).isEqualTo(summary);
    assertThat(problem.severity()).isEqualTo(severity);
    assertThat(problem.where()).hasToString(FILE + ":" + LINE + ":42");
  }

  @Test
  void aToolElsewhereMayHaveAnyVniAndPort() {
    assertThat(problems("{tools: [{name: a, replicate: ['vxlan://10.41.1.9:10800?vni=77']}]}"))
        .isEmpty();
    assertThat(problems("{tools: [{name: a, replicate: ['geneve://10.40.2.9:10800?vni=900']}]}"))
        .isEmpty();
  }

  @Test
  void azureDropsGre() {
    Problem problem = problem("{tools: [{name: a, replicate: ['erspan://10.9.9.9?session=1']}]}");

    assertThat(problem.severity()).isEqualTo(Severity.WARNING);
    assertThat(problem.code()).isEqualTo("azure.gre");
  }

  /** Column of the offending word, or of the scalar where that is not written as it is meant. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "prot 443 | 30",
        "tcp and prot 443 | 38",
        "'tcp and prot 443' | 39",
        "\"tcp and prot 443\" | 39",
        "\"tcp\\x20and prot 443\" | 30",
        "'host \u00e4\ud83d\ude00 prot' | 39",
        "'${env:NONE:-prot}' | 30"
      })
  void aWrongFilterIsToldWhereItGoesWrong(String written, int column) {
    Problem problem = problem("{capture: {filter: " + written + ", keep: {size: 1 GB}}}");

    assertThat(problem.code()).isEqualTo("blueprint.filter");
    assertThat(problem.summary())
        .isEqualTo("`pipeline.capture.filter` is no filter: `prot` is no word here.");
    assertThat(problem.where()).hasToString(FILE + ":" + LINE + ":" + column);
    assertThat(problem.detail()).endsWith(" ^^^^".strip()).contains("\n");
    assertThat(problem.hint()).contains("tcpdump");
  }

  @Test
  void everyToolsFilterIsChecked() {
    Problem problem = problem("{tools: [{name: a, filter: prot, replicate: [" + TARGET + "]}]}");

    assertThat(problem.summary())
        .isEqualTo("`pipeline.tools[0].filter` is no filter: `prot` is no word here.");
  }
}
