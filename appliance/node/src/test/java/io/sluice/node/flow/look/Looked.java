package io.sluice.node.flow.look;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowColumns;
import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.packet.Decoder;
import io.sluice.packet.Reassembly;
import io.sluice.packet.TunnelPorts;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the worker tells of a capture's flows, every column as text. */
final class Looked {
  private Looked() {}

  static List<Map<String, String>> at(Path capture) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    FirstLook look = new FirstLook();
    List<Column> columns = FlowColumns.all(look);
    FlowSettings settings = new FlowSettings(1 << 18, Long.MAX_VALUE, Long.MAX_VALUE, true);
    Reassembly reassembly = new Reassembly(4_096, 64 << 20, Duration.ofSeconds(30));
    try (FlowMeter meter =
            new FlowMeter(settings, look, (flow, end) -> rows.add(row(columns, flow)));
        CaptureReader reader = CaptureFile.open(capture)) {
      Decoder decoder = new Decoder(TunnelPorts.REGISTERED, reassembly);
      while (reader.next()) {
        decoder.decode(
            reader.memory(), reader.at(), reader.captured(), reader.wire(), reader.linkType());
        meter.packet(decoder, reader.nanos());
      }
      meter.flush();
    }
    return rows;
  }

  static Map<String, String> row(List<Column> columns, Flow flow) {
    Map<String, String> row = new LinkedHashMap<>();
    for (Column column : columns) {
      row.put(column.name(), text(column, flow));
    }
    return row;
  }

  private static String text(Column column, Flow flow) {
    return switch (column) {
      case Column.Text text -> text.of().apply(flow);
      case Column.Number number -> {
        long value = number.of().applyAsLong(flow);
        yield value == number.absent() ? "" : Long.toString(value);
      }
    };
  }
}
