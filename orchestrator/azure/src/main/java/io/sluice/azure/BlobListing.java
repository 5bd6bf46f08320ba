package io.sluice.azure;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One page of a List Blobs answer.
 *
 * @param nextMarker empty on the last page
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/list-blobs">List Blobs</a>
 */
record BlobListing(List<Mailbox.Item> items, String nextMarker) {
  private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

  /**
   * Reads a page. Elements that it does not know are passed over.
   *
   * @throws IllegalStateException when it is no XML
   */
  static BlobListing read(byte[] xml) {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    List<Mailbox.Item> items = new ArrayList<>();
    String marker = "";
    String name = "";
    Map<String, String> metadata = new TreeMap<>();
    boolean inMetadata = false;
    long size = 0;
    Instant modified = Instant.EPOCH;
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          String element = reader.getLocalName();
          if (inMetadata) {
            metadata.put(element.toLowerCase(Locale.ROOT), reader.getElementText());
            continue;
          }
          switch (element) {
            case "Blob" -> {
              metadata = new TreeMap<>();
              size = 0;
              modified = Instant.EPOCH;
            }
            case "Content-Length" -> size = Long.parseLong(reader.getElementText());
            case "Last-Modified" ->
                modified = HTTP_DATE.parse(reader.getElementText(), Instant::from);
            case "Name" -> name = reader.getElementText();
            case "NextMarker" -> marker = reader.getElementText();
            case "Metadata" -> inMetadata = true;
            default -> {}
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          switch (reader.getLocalName()) {
            case "Metadata" -> inMetadata = false;
            case "Blob" -> items.add(new Mailbox.Item(name, Map.copyOf(metadata), size, modified));
            default -> {}
          }
        }
      }
      reader.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the answer to List Blobs is no XML", e);
    }
    return new BlobListing(List.copyOf(items), marker);
  }
}
