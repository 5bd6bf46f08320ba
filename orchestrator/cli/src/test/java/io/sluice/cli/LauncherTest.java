package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in bin/, among Javas that only print what they were asked to run. */
class LauncherTest {
  private static final Path DIST = Path.of("src/main/dist");

  @TempDir Path folder;
  private Path home;
  private final Map<String, String> env = new HashMap<>();

  @BeforeEach
  void unpack() throws IOException {
    home = folder.resolve("a folder/sluice");
    try (Stream<Path> files = Files.walk(DIST)) {
      for (Path file : files.toList()) {
        Path target = home.resolve(DIST.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    executable(home.resolve("bin/orchestrator"));
    executable(home.resolve("bin/appliance"));
    env.put("SLUICE_JAVA_PLACES", folder.resolve("places") + "/*");
    env.put("PATH", "/usr/bin:/bin");
    env.put("HOME", folder.toString());
    hideJavaOnPath();
  }

  @Test
  void shouldTakeJavaHomeFirst() throws IOException {
    env.put("JAVA_HOME", jdk("mine", "25.0.1").toString());
    jdk("places/jdk-26", "26");
    assertThat(run("bin/orchestrator", "plan", "a b"))
        .startsWith("mine ")
        .contains("-XX:+UseSerialGC")
        .contains("[-Dsluice.home=" + home.toRealPath() + "]")
        .endsWith("[io.sluice.cli.Main] [plan] [a b] \n");
  }

  @Test
  void shouldPassOverAJavaHomeThatIsTooOld() throws IOException {
    env.put("JAVA_HOME", jdk("old", "17.0.9").toString());
    jdk("places/a-21", "21.0.2");
    jdk("places/b-25", "25");
    assertThat(run("bin/orchestrator")).startsWith("b-25 ");
  }

  @Test
  void shouldTakeTheJavaOnPathThroughItsLinks() throws IOException {
    Path jdk = jdk("hidden/jdk-27", "27-ea");
    Path bin = Files.createDirectories(folder.resolve("path"));
    Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
    env.put("PATH", bin + ":" + env.get("PATH"));
    assertThat(run("bin/orchestrator")).startsWith("jdk-27 ");
  }

  @Test
  void shouldAskAJavaThatHasNoReleaseFile() throws IOException {
    Path jdk = jdk("places/unlabelled", "25.0.3");
    Files.delete(jdk.resolve("release"));
    assertThat(run("bin/appliance", "run")).startsWith("unlabelled ").contains("[run]");
  }

  @Test
  void shouldKnowThatJava8CallsItselfOne() throws IOException {
    env.put("JAVA_HOME", jdk("eight", "1.8.0_301").toString());
    assertThat(run("bin/orchestrator")).contains("exit 1");
  }

  @Test
  void shouldSayInOneSentenceThatThereIsNone() throws IOException {
    for (String command : List.of("bin/orchestrator", "bin/appliance")) {
      assertThat(run(command))
          .isEqualTo(
              "error: No Java of version 25 or newer was found: set JAVA_HOME to one, or put its"
                  + " java on PATH.\nexit 1\n");
    }
  }

  @Test
  void shouldFindItsHomeThroughLinks() throws IOException {
    jdk("places/jdk", "25");
    Path first = Files.createDirectories(folder.resolve("bin")).resolve("one");
    Files.createSymbolicLink(first, home.resolve("bin/orchestrator"));
    Path second = folder.resolve("two");
    Files.createSymbolicLink(second, Path.of("bin/one"));
    assertThat(exec(second.toString())).contains("[-Dsluice.home=" + home.toRealPath() + "]");
  }

  @Test
  void shouldHandJavaOptionsOn() throws IOException {
    jdk("places/jdk", "25");
    env.put("SLUICE_JAVA_OPTS", "-Xmx64m -Da=b");
    assertThat(run("bin/orchestrator")).contains("[-Xmx64m] [-Da=b]");
    assertThat(run("bin/appliance")).contains("[-Xmx64m] [-Da=b]");
  }

  /** The machine's own Java must not decide a test. */
  private void hideJavaOnPath() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : List.of("sed", "readlink", "dirname")) {
      for (String place : List.of("/bin", "/usr/bin")) {
        Path real = Path.of(place, tool);
        if (Files.exists(real) && !Files.exists(tools.resolve(tool))) {
          Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec " + real + " \"$@\"\n");
          executable(tools.resolve(tool));
        }
      }
    }
    env.put("PATH", tools.toString());
  }

  /** A Java that prints its folder's name and its arguments. */
  private Path jdk(String path, String version) throws IOException {
    Path jdk = folder.resolve(path);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=x\nJAVA_VERSION=\"" + version + "\"\n");
    Path java = jdk.resolve("bin/java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then echo 'openjdk version "%s" 2025-09-16' >&2; exit 0; fi
        printf '%%s ' %s
        printf '[%%s] ' "$@"
        echo
        """
            .formatted(version, jdk.getFileName()));
    executable(java);
    return jdk;
  }

  private String run(String command, String... args) throws IOException {
    return exec(home.resolve(command).toString(), args);
  }

  private String exec(String command, String... args) throws IOException {
    List<String> line = new ArrayList<>(List.of("/bin/sh", command));
    line.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(env);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int code = process.waitFor();
      return code == 0 ? out : out + "exit " + code + "\n";
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
