package io.sluice.node.analyze;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import io.sluice.node.flow.FlowSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * JSON lines: an object for each flow, and a last one {@code {"summary": ...}}. What is not known
 * is left out.
 */
final class JsonWriter implements FlowWriter {
  private final OutputStream out;
  private final JsonGenerator json;
  private final List<Column> columns;

  JsonWriter(OutputStream out, List<Column> columns) throws IOException {
    this.out = out;
    this.columns = columns;
    this.json = new JsonFactory().createGenerator(out);
    json.setRootValueSeparator(new SerializedString("\n"));
  }

  @Override
  public void begin() {}

  @Override
  public void flow(Flow flow, FlowEnd end) throws IOException {
    json.writeStartObject();
    for (Column column : columns) {
      switch (column) {
        case Column.Number number -> {
          long value = number.of().applyAsLong(flow);
          if (value != number.absent()) {
            json.writeNumberField(number.name(), value);
          }
        }
        case Column.Text text -> {
          String value = text.of().apply(flow);
          if (!value.isEmpty()) {
            json.writeStringField(text.name(), value);
          }
        }
      }
    }
    json.writeStringField("end", end.name().toLowerCase(Locale.ROOT));
    json.writeEndObject();
  }

  @Override
  public void refresh(Summary summary, Consumer<FlowSink> living) throws IOException {
    json.flush();
  }

  @Override
  public void end(Summary summary) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("summary");
    json.writeNumberField("packets", summary.packets());
    json.writeNumberField("bytes", summary.bytes());
    if (summary.packets() > 0) {
      json.writeNumberField("first_ns", summary.firstNanos());
      json.writeNumberField("last_ns", summary.lastNanos());
    }
    json.writeObjectFieldStart("not_counted");
    for (var entry : summary.notCounted().entrySet()) {
      json.writeNumberField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("warnings");
    for (String warning : summary.warnings()) {
      json.writeString(warning);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    json.flush();
    out.write('\n');
    out.flush();
  }
}
