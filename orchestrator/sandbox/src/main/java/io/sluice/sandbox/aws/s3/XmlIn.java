package io.sluice.sandbox.aws.s3;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An element of a request's body; namespaces and attributes are passed over. */
final class XmlIn {
  private static final XMLInputFactory FACTORY = factory();
  private static final int DEEPEST = 32;

  private final String name;
  private final List<XmlIn> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private XmlIn(String name) {
    this.name = name;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  /**
   * Reads a document.
   *
   * @param root what it must be
   * @throws S3Exception {@code MalformedXML}
   */
  static XmlIn parse(String document, String root) {
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(document));
      while (reader.next() != XMLStreamConstants.START_ELEMENT) {
        // Comments and the like
      }
      XmlIn element = read(reader, 0);
      while (reader.hasNext()) {
        reader.next();
      }
      if (!element.name.equals(root)) {
        throw S3Exception.malformedXml();
      }
      return element;
    } catch (XMLStreamException | NoSuchElementException e) {
      throw S3Exception.malformedXml();
    }
  }

  private static XmlIn read(XMLStreamReader reader, int depth) throws XMLStreamException {
    if (depth > DEEPEST) {
      throw S3Exception.malformedXml();
    }
    XmlIn element = new XmlIn(reader.getLocalName());
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> element.children.add(read(reader, depth + 1));
        case XMLStreamConstants.END_ELEMENT -> {
          return element;
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            element.text.append(reader.getText());
        default -> {}
      }
    }
  }

  List<XmlIn> all(String child) {
    return children.stream().filter(each -> each.name.equals(child)).toList();
  }

  Optional<XmlIn> child(String child) {
    return children.stream().filter(each -> each.name.equals(child)).findFirst();
  }

  /** Text of a child, or empty where there is none. */
  Optional<String> text(String child) {
    return child(child).map(each -> each.text.toString());
  }

  /** Text of a child that must be there, or {@code MalformedXML}. */
  String require(String child) {
    return text(child).orElseThrow(S3Exception::malformedXml);
  }
}
