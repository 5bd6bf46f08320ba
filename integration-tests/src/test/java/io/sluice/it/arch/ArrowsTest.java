package io.sluice.it.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code cli -> {azure, aws, sandbox} -> engine}; {@code {cli, sandbox} -> packet}; {@code console
 * -> node -> packet}.
 */
class ArrowsTest {
  /** Each room, and the rooms that it may use. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "engine", List.of(),
          "packet", List.of(),
          "azure", List.of("engine"),
          "aws", List.of("engine"),
          "sandbox", List.of("engine", "packet"),
          "cli", List.of("engine", "azure", "aws", "sandbox", "packet"),
          "node", List.of("packet"),
          "console", List.of("node", "packet"));

  private static JavaClasses ours;

  @BeforeAll
  static void load() {
    ours =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sluice");
  }

  @Test
  void everyRoomIsSeen() {
    assertThat(ARROWS.keySet())
        .allMatch(room -> ours.containPackage("io.sluice." + room), "is on the class path");
  }

  @Test
  void arrowsBetweenRoomsRunOneWay() {
    ARROWS.forEach(
        (room, uses) -> {
          List<String> allowed = new ArrayList<>();
          allowed.add(in(room));
          uses.forEach(used -> allowed.add(in(used)));
          noClasses()
              .that()
              .resideInAPackage(in(room))
              .should()
              .dependOnClassesThat(
                  resideInAPackage("io.sluice..")
                      .and(not(resideInAnyPackage(allowed.toArray(new String[0])))))
              .check(ours);
        });
  }

  @Test
  void theEngineKnowsNoCloudAndNoTerminal() {
    noClasses()
        .that()
        .resideInAPackage(in("engine"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "com.azure..", "com.microsoft..", "software.amazon..", "picocli..", "org.jline.."))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.Console")
        .check(ours);
  }

  @Test
  void thePacketLibraryNeedsNothingButTheJdkAndZstandardForCaptures() {
    String captures = "io.sluice.packet.capture";
    classes()
        .that(resideInAPackage(in("packet")).and(not(resideInAPackage(captures))))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", in("packet"))
        .check(ours);
    classes()
        .that()
        .resideInAPackage(captures)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", in("packet"), "com.github.luben.zstd..")
        .check(ours);
  }

  @Test
  void noParserOfDocumentsStandsInThePacketsWay() {
    noClasses()
        .that()
        .resideInAnyPackage(in("packet"), "io.sluice.node.tunnel..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.fasterxml..", "org.yaml..", "tools.jackson.."))
        .check(ours);
  }

  @Test
  void onlyCommandsSpeakToThePerson() {
    for (String room : List.of("engine", "azure", "aws", "packet")) {
      printsNothing(in(room)).check(ours);
    }
  }

  @Test
  void whoeverPrintsIsSeen() {
    JavaClasses talker = new ClassFileImporter().importClasses(Talker.class);

    assertThat(printsNothing("io.sluice.it..").evaluate(talker).hasViolation()).isTrue();
  }

  private static ArchRule printsNothing(String where) {
    return noClasses()
        .that()
        .resideInAPackage(where)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace");
  }

  private static String in(String room) {
    return "io.sluice." + room + "..";
  }

  /** What the rule must catch. */
  private static final class Talker implements Runnable {
    @Override
    public void run() {
      System.out.println("hello");
    }
  }
}
