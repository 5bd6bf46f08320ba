package io.sluice.sandbox.aws.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Holds every answer of EC2 against botocore's model: no element that it does not know, every value
 * of its type and of its enum. The model lies in {@code shared/}; without it nothing is judged.
 */
final class AnswerJudge implements ExecutionInterceptor {
  private final Optional<JsonNode> model = model();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final List<String> judged = new CopyOnWriteArrayList<>();

  static Optional<JsonNode> model() {
    Path file = shared().resolve("specs/aws/ec2/2016-11-15/service-2.json.gz");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return Optional.of(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path shared() {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    return Path.of(named == null ? "shared" : named);
  }

  /** What did not fit so far. */
  List<String> faults() {
    return faults;
  }

  /** The operations whose answers were judged. */
  List<String> judged() {
    return judged;
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    return context
        .responseBody()
        .map(
            body -> {
              try {
                byte[] bytes = body.readAllBytes();
                if (context.httpResponse().isSuccessful()) {
                  judge(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME), bytes);
                }
                return new ByteArrayInputStream(bytes);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private void judge(String operation, byte[] answer) throws IOException {
    if (model.isEmpty()) {
      return;
    }
    JsonNode output = model.get().at("/operations/" + operation + "/output/shape");
    if (output.isMissingNode()) {
      return;
    }
    try {
      Element root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(answer))
              .getDocumentElement();
      structure(operation, root, shape(output.textValue()), true);
      judged.add(operation);
    } catch (ParserConfigurationException | SAXException e) {
      faults.add(operation + ": no XML: " + e);
    }
  }

  private JsonNode shape(String name) {
    return model.orElseThrow().path("shapes").path(name);
  }

  private void structure(String where, Element element, JsonNode shape, boolean top) {
    for (Element child : children(element)) {
      String name = child.getTagName();
      JsonNode member = member(shape, name);
      if (!member.isMissingNode()) {
        value(where + "/" + name, child, member);
      } else if (!top || !(name.equals("requestId") || name.equals("return"))) {
        faults.add(where + ": no such member: " + name);
      }
    }
  }

  private static JsonNode member(JsonNode shape, String name) {
    for (var member : shape.path("members").properties()) {
      if (member.getValue().path("locationName").asText(member.getKey()).equals(name)) {
        return member.getValue();
      }
    }
    return shape.path("none");
  }

  private void value(String where, Element element, JsonNode member) {
    JsonNode shape = shape(member.path("shape").asText());
    switch (shape.path("type").asText()) {
      case "structure" -> structure(where, element, shape, false);
      case "list" -> {
        String item = shape.path("member").path("locationName").asText("member");
        for (Element each : children(element)) {
          if (each.getTagName().equals(item)) {
            value(where, each, shape.path("member"));
          } else {
            faults.add(where + ": a list of " + item + " has " + each.getTagName());
          }
        }
      }
      default -> scalar(where, element.getTextContent(), shape);
    }
  }

  private void scalar(String where, String text, JsonNode shape) {
    boolean fits =
        switch (shape.path("type").asText()) {
          case "boolean" -> text.equals("true") || text.equals("false");
          case "integer", "long" -> text.matches("-?[0-9]+");
          case "timestamp" -> isTime(text);
          case "string" -> text.isEmpty() || isAllowed(text, shape.path("enum"));
          default -> true;
        };
    if (!fits) {
      faults.add(where + ": " + text + " is no " + shape.path("type").asText());
    }
  }

  /** EC2 itself does not keep to its model's case. */
  private static boolean isAllowed(String text, JsonNode allowed) {
    if (allowed.isMissingNode()) {
      return true;
    }
    for (JsonNode each : allowed) {
      if (each.textValue().equalsIgnoreCase(text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTime(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static List<Element> children(Element element) {
    List<Element> children = new ArrayList<>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        children.add(child);
      }
    }
    return children;
  }
}
