package io.sluice.sandbox.aws.wire;

import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** Writes one XML document from the outside in. */
public final class Xml {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newInstance();

  private final XMLStreamWriter writer;

  private Xml(XMLStreamWriter writer) {
    this.writer = writer;
  }

  /**
   * A document.
   *
   * @param namespace of the root, or empty for none
   */
  public static String document(String root, String namespace, Consumer<Xml> content) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter writer = FACTORY.createXMLStreamWriter(text);
      writer.writeStartDocument("UTF-8", "1.0");
      writer.writeStartElement(root);
      if (!namespace.isEmpty()) {
        writer.writeDefaultNamespace(namespace);
      }
      content.accept(new Xml(writer));
      writer.writeEndElement();
      writer.writeEndDocument();
      writer.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML in memory is always written", e);
    }
    return text.toString();
  }

  /** {@code <name>value</name>}; nothing where the value is null. Times are written as AWS does. */
  public Xml add(String name, @Nullable Object value) {
    if (value != null) {
      element(name, () -> writer.writeCharacters(textOf(value)));
    }
    return this;
  }

  /** {@code <name>...</name>}. */
  public Xml add(String name, Consumer<Xml> content) {
    element(name, () -> content.accept(this));
    return this;
  }

  /** {@code <name><item>...</item>...</name>}; an empty list is an empty element. */
  public <T> Xml list(String name, String item, Collection<T> values, BiConsumer<Xml, T> content) {
    return add(
        name, xml -> values.forEach(value -> add(item, inner -> content.accept(inner, value))));
  }

  /** Text of the element that is open. */
  public Xml text(String text) {
    try {
      writer.writeCharacters(text);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML in memory is always written", e);
    }
    return this;
  }

  /** {@code <name><item>text</item>...</name>}. */
  public Xml texts(String name, String item, Collection<?> values) {
    return add(name, xml -> values.forEach(value -> add(item, value)));
  }

  private static String textOf(Object value) {
    return value instanceof Instant time
        ? time.truncatedTo(ChronoUnit.MILLIS).toString()
        : value.toString();
  }

  private interface Content {
    void write() throws XMLStreamException;
  }

  private void element(String name, Content content) {
    try {
      writer.writeStartElement(name);
      content.write();
      writer.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML in memory is always written", e);
    }
  }
}
