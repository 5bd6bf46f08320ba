package io.sluice.engine.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaWriter.write());

  static Iterable<Path> examples() {
    return Examples.files();
  }

  @Test
  void theSchemaThatEditorsUseIsTheOneOfTheRecords() throws IOException {
    if (Boolean.getBoolean("sluice.schema.write")) {
      Files.writeString(Examples.SCHEMA, SchemaWriter.write());
    }

    assertThat(Examples.SCHEMA)
        .as(
            "stale; write it anew by: mvn -pl orchestrator/engine test -Dtest=SchemaTest"
                + " -Dsluice.schema.write=true")
        .hasContent(SchemaWriter.write());
  }

  @Test
  void thereAreExamples() {
    assertThat(examples()).hasSizeGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleHoldsToTheSchemaThatItsFirstLineNames(Path file) throws IOException {
    String text = Files.readString(file);

    assertThat(text).startsWith("# yaml-language-server: $schema=blueprint.schema.json\n");
    assertThat(judged(text)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleLoadsWithNothingInTheEnvironmentAndWithoutAWarning(Path file) {
    Loaded loaded = BlueprintLoader.load(file, Map.<String, String>of()::get);

    assertThat(loaded.warnings()).isEmpty();
    Blueprint blueprint = loaded.blueprint();
    if (blueprint.azure() != null) {
      assertThat(blueprint.azure().subscription())
          .isEqualTo("00000000-0000-0000-0000-000000000001");
    } else {
      assertThat(blueprint.aws()).isNotNull();
    }
  }

  @Test
  void aGoodBlueprintHoldsToTheSchema() throws IOException {
    assertThat(judged(Examples.GOOD)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blueprnt: x",
        "sources: [{frontend: a, publicIp: b}]",
        "sources: [{ports: [80]}]",
        "gateway: {probe: {port: 70000}}",
        "gateway: {probe: {interval: fast}}",
        "gateway: {probe: {failAfter: two}}",
        "network: {subnet: 10.0.0.0}",
        "pipeline: {capture: {}}",
        "pipeline: {capture: {keep: {size: 50}}}",
        "pipeline: {deduplicate: {window: 50}}",
        "pipeline: {tools: [{name: a, replicate: ['http://h']}]}",
        "pipeline: {tools: [{name: a, replicate: ['vxlan://h?vni=1'], mask: [htp]}]}",
        "pipeline: {tools: [{name: a, replicate: ['vxlan://h?vni=1'], slice: 20}]}",
        "pipeline: {tools: [{name: a, replicate: ['vxlan://h?vni=1'], health: {}}]}"
      })
  void anEditorSeesWhatTheLoaderRefuses(String text) throws IOException {
    String top = text.substring(0, text.indexOf(':'));
    JsonNode tree = new YAMLMapper().readTree(Examples.GOOD);
    JsonNode wrong = new YAMLMapper().readTree(text);
    ((ObjectNode) tree).set(top, wrong.get(top));

    assertThat(SCHEMA.validate(tree)).isNotEmpty();
    assertThat(Examples.problems(tree.toString())).isNotEmpty();
  }

  private static Set<ValidationMessage> judged(String text) throws IOException {
    return SCHEMA.validate(new YAMLMapper().readTree(text));
  }
}
