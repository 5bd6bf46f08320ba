package io.sluice.node.analyze;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import io.sluice.node.flow.FlowSink;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A header, then a line for each flow. What is not known is empty. CSV as RFC 4180 has it, but for
 * the line's end; in tab-separated text, tabs and line ends inside a value become spaces.
 */
final class DelimitedWriter implements FlowWriter {
  private final Ascii out;
  private final char delimiter;
  private final List<Column> columns;
  private boolean begun;

  DelimitedWriter(Ascii out, char delimiter, List<Column> columns) {
    this.out = out;
    this.delimiter = delimiter;
    this.columns = columns;
  }

  @Override
  public void begin() throws IOException {
    if (!begun) {
      begun = true;
      for (int i = 0; i < columns.size(); i++) {
        separate(i);
        out.put(columns.get(i).name());
      }
      out.put('\n');
    }
  }

  @Override
  public void flow(Flow flow, FlowEnd end) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      separate(i);
      switch (columns.get(i)) {
        case Column.Number number -> {
          long value = number.of().applyAsLong(flow);
          if (value != number.absent()) {
            out.put(value);
          }
        }
        case Column.Text text -> out.put(quoted(text.of().apply(flow)));
      }
    }
    out.put('\n');
  }

  private void separate(int i) throws IOException {
    if (i > 0) {
      out.put(delimiter);
    }
  }

  private String quoted(String text) {
    if (delimiter == '\t') {
      return text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ');
    }
    boolean special =
        text.indexOf(',') >= 0
            || text.indexOf('"') >= 0
            || text.indexOf('\n') >= 0
            || text.indexOf('\r') >= 0;
    return special ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  @Override
  public void refresh(Summary summary, Consumer<FlowSink> living) throws IOException {
    out.flush();
  }

  @Override
  public void end(Summary summary) throws IOException {
    out.flush();
  }
}
