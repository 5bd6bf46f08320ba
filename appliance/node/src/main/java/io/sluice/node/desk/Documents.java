package io.sluice.node.desk;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The protocol's documents as bytes. */
public final class Documents {
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(new TimeOut())
                  .addDeserializer(Instant.class, new TimeIn()));

  private Documents() {}

  private static final class TimeOut extends StdScalarSerializer<Instant> {
    private static final long serialVersionUID = 1;

    TimeOut() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toString());
    }
  }

  private static final class TimeIn extends StdScalarDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    TimeIn() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      String text = json.getValueAsString("");
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        return (Instant)
            context.handleWeirdStringValue(Instant.class, text, "is no time in ISO 8601");
      }
    }
  }

  /**
   * One of the requests.
   *
   * @param request null where it cannot be understood
   * @param problem why not, one sentence
   */
  public record Asked(@Nullable Request request, String problem) {}

  /**
   * Reads {@code search/requests.json}: by id, in its order. What has no good id is left out.
   *
   * @throws IOException when it is no such document at all
   */
  public static Map<String, Asked> requests(byte[] bytes) throws IOException {
    JsonNode list = JSON.readTree(bytes).path("requests");
    if (!list.isArray()) {
      throw new IOException("it has no list of requests");
    }
    Map<String, Asked> all = new LinkedHashMap<>();
    for (JsonNode each : list) {
      String id = each.path("id").asText("");
      if (ID.matcher(id).matches()) {
        all.put(id, asked(each));
      }
    }
    return all;
  }

  private static Asked asked(JsonNode node) {
    Request request;
    try {
      request = JSON.treeToValue(node, Request.class);
    } catch (JsonProcessingException e) {
      return new Asked(null, "The request cannot be read: %s.".formatted(e.getOriginalMessage()));
    }
    if (request.until() == null) {
      return new Asked(null, "The request does not say until when it stands.");
    }
    return new Asked(request, "");
  }

  /**
   * Reads an answer.
   *
   * @throws IOException when it is none
   */
  public static Answer answer(byte[] bytes) throws IOException {
    return JSON.readValue(bytes, Answer.class);
  }

  /** Writes an answer. */
  public static byte[] bytes(Answer answer) {
    try {
      return JSON.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
