package io.sluice.sandbox.blob;

import io.sluice.sandbox.http.Request;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** The XML bodies of Blob storage. */
final class BlobXml {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final int MAX_RESULTS = 5000;

  @FunctionalInterface
  private interface Body {
    void write(XMLStreamWriter xml) throws XMLStreamException;
  }

  private BlobXml() {}

  static String date(Instant instant) {
    return HTTP_DATE.format(instant);
  }

  private static String document(Body body) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("utf-8", "1.0");
      body.write(xml);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return text.toString();
  }

  private static void element(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(value);
    xml.writeEndElement();
  }

  static String error(BlobException refusal, String requestId) {
    return document(
        xml -> {
          xml.writeStartElement("Error");
          element(xml, "Code", refusal.code());
          element(
              xml,
              "Message",
              refusal.text() + "\nRequestId:" + requestId + "\nTime:" + Instant.now());
          xml.writeEndElement();
        });
  }

  /**
   * One page of a container's blobs.
   *
   * @param all what the prefix matches, in order of name
   */
  static String list(Request request, String container, List<Blob> all) {
    String prefix = request.query("prefix").orElse("");
    String delimiter = request.query("delimiter").orElse("");
    String marker = request.query("marker").orElse("");
    int max = number(request.query("maxresults").orElse(Integer.toString(MAX_RESULTS)));
    boolean metadata = request.query("include").orElse("").contains("metadata");
    List<Blob> page = new ArrayList<>();
    Set<String> prefixes = new LinkedHashSet<>();
    String next = "";
    for (Blob blob : all) {
      if (blob.name().compareTo(marker) < 0) {
        continue;
      }
      if (page.size() + prefixes.size() >= max) {
        next = blob.name();
        break;
      }
      int cut = delimiter.isEmpty() ? -1 : blob.name().indexOf(delimiter, prefix.length());
      if (cut >= 0) {
        prefixes.add(blob.name().substring(0, cut + delimiter.length()));
      } else {
        page.add(blob);
      }
    }
    String nextMarker = next;
    return document(
        xml -> {
          xml.writeStartElement("EnumerationResults");
          String path = request.path();
          xml.writeAttribute(
              "ServiceEndpoint", request.base() + path.substring(0, path.lastIndexOf('/') + 1));
          xml.writeAttribute("ContainerName", container);
          element(xml, "Prefix", prefix);
          element(xml, "Marker", marker);
          element(xml, "MaxResults", Integer.toString(max));
          if (!delimiter.isEmpty()) {
            element(xml, "Delimiter", delimiter);
          }
          xml.writeStartElement("Blobs");
          for (Blob blob : page) {
            blob(xml, blob, metadata);
          }
          for (String name : prefixes) {
            xml.writeStartElement("BlobPrefix");
            element(xml, "Name", name);
            xml.writeEndElement();
          }
          xml.writeEndElement();
          element(xml, "NextMarker", nextMarker);
          xml.writeEndElement();
        });
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1) {
      throw new BlobException(
          400,
          "OutOfRangeQueryParameterValue",
          "One of the query parameters specified in the request URI is outside the permissible"
              + " range.");
    }
    return Math.min(MAX_RESULTS, Integer.parseInt(text));
  }

  private static void blob(XMLStreamWriter xml, Blob blob, boolean metadata)
      throws XMLStreamException {
    xml.writeStartElement("Blob");
    element(xml, "Name", blob.name());
    xml.writeStartElement("Properties");
    element(xml, "Creation-Time", date(blob.created()));
    element(xml, "Last-Modified", date(blob.modified()));
    element(xml, "Etag", blob.etag());
    element(xml, "Content-Length", Long.toString(blob.length()));
    element(xml, "Content-Type", blob.contentType());
    element(xml, "Content-MD5", blob.md5());
    element(xml, "BlobType", "BlockBlob");
    element(xml, "AccessTier", "Hot");
    element(xml, "AccessTierInferred", "true");
    element(xml, "LeaseStatus", "unlocked");
    element(xml, "LeaseState", "available");
    element(xml, "ServerEncrypted", "true");
    xml.writeEndElement();
    if (metadata) {
      xml.writeStartElement("Metadata");
      for (Map.Entry<String, String> entry : blob.metadata().entrySet()) {
        element(xml, entry.getKey(), entry.getValue());
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** The block ids of a Put Block List body, in order. */
  static List<String> blockIds(String body) {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    List<String> ids = new ArrayList<>();
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(body));
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT
            && Set.of("Latest", "Uncommitted", "Committed").contains(xml.getLocalName())) {
          ids.add(xml.getElementText());
        }
      }
    } catch (XMLStreamException e) {
      throw new BlobException(
          400, "InvalidXmlDocument", "The specified XML is not syntactically valid.");
    }
    return ids;
  }
}
