package io.sluice.cli;

import io.sluice.cli.work.World;
import io.sluice.engine.provider.Provider;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A world made of strings, in which a command is run. */
final class Bench {
  static final String BLUEPRINT =
      """
      blueprint: demo
      azure:
        subscription: 00000000-0000-0000-0000-000000000001
        resourceGroup: demo
        region: westeurope
      network:
        addressSpace: 10.40.0.0/16
        subnet: 10.40.1.0/24
      sources:
        - publicLoadBalancer: web
          ports: [80]
          backends: [10.40.2.4]
      gateway:
        tunnels:
          internal: {vni: 900, port: 10800}
          external: {vni: 901, port: 10801}
        probe: {interval: 5s, failAfter: 2}
      appliances:
        size: Standard_D4s_v5
        scale: {min: 2, max: 4, throughput: 1.5 Gbps, cooldown: 3m}
      """;

  final FakeProvider cloud = new FakeProvider();
  final Map<String, String> env = new HashMap<>();
  final Path folder;
  final Path blueprint;
  Provider provider = cloud;
  boolean interactive;
  String typed = "";
  int rounds;
  int halted = -1;

  /** Runs in each pause. */
  Runnable meanwhile = () -> {};

  List<String> sandboxCommand = List.of("false");

  /** What went to standard output as it was. */
  byte[] bytes = new byte[0];

  private String out = "";
  private String err = "";

  Bench(Path folder) throws IOException {
    this.folder = folder;
    this.blueprint = folder.resolve("demo.yaml");
    Files.writeString(blueprint, BLUEPRINT);
    env.put("SLUICE_SANDBOX_DIR", folder.resolve("sandbox").toString());
  }

  /** Runs {@code orchestrator ARGS}; {@code @} stands for the blueprint's path. */
  int run(String... args) {
    ByteArrayOutputStream o = new ByteArrayOutputStream();
    ByteArrayOutputStream e = new ByteArrayOutputStream();
    World world =
        new World(
            new BufferedReader(new StringReader(typed)),
            new PrintStream(o, true, StandardCharsets.UTF_8),
            new PrintStream(e, true, StandardCharsets.UTF_8),
            env::get,
            () -> interactive,
            (blueprint, sandbox) -> provider,
            sandboxCommand,
            duration -> {
              meanwhile.run();
              return rounds-- > 0;
            },
            status -> halted = status);
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].equals("@") ? blueprint.toString() : args[i];
    }
    int code = new Cli(world).run(words);
    bytes = o.toByteArray();
    out = tidy(o.toString(StandardCharsets.UTF_8));
    err = tidy(e.toString(StandardCharsets.UTF_8));
    return code;
  }

  String out() {
    return out;
  }

  String err() {
    return err;
  }

  /** How long something took, and where the folder is, differ from run to run. */
  private String tidy(String text) {
    return text.replace(folder.toString(), "DIR")
        .replaceAll(" in \\d[0-9hms. ]*[hms]+(?=[.\\n])", " in TIME");
  }
}
