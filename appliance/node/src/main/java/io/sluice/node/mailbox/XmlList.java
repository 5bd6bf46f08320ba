package io.sluice.node.mailbox;

import io.sluice.node.mailbox.Mailbox.Listed;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list of objects, as both clouds write one: an element for each object, its properties
 * in elements below, and one element outside with where to go on.
 *
 * @param next to ask for the next page by, or empty
 */
public record XmlList(List<Listed> objects, String next) {

  public XmlList {
    objects = List.copyOf(objects);
  }

  /**
   * Reads a page.
   *
   * @param what was asked, to begin a sentence with
   * @param each element of one object
   * @param next element that says where to go on
   * @param object makes an object of its elements' texts, or null
   */
  public static XmlList read(
      String what,
      byte[] xml,
      String each,
      String next,
      Function<Map<String, String>, @Nullable Listed> object)
      throws MailboxException {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    List<Listed> objects = new ArrayList<>();
    String goesOn = "";
    Map<String, String> texts = new HashMap<>();
    StringBuilder text = new StringBuilder();
    try {
      XMLStreamReader in = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      while (in.hasNext()) {
        switch (in.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            text.setLength(0);
            if (in.getLocalName().equals(each)) {
              texts.clear();
            }
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(in.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            String name = in.getLocalName();
            if (name.equals(each)) {
              Listed listed = object.apply(texts);
              if (listed == null) {
                throw new MailboxException(what + " was answered with an object without a name");
              }
              objects.add(listed);
            } else if (name.equals(next)) {
              goesOn = text.toString();
            }
            texts.put(name, text.toString());
            text.setLength(0);
          }
          default -> {}
        }
      }
    } catch (XMLStreamException | NumberFormatException e) {
      throw new MailboxException(what + " was answered with something that is no list", e);
    }
    return new XmlList(objects, goesOn);
  }
}
