package io.sluice.aws;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** AWS's query protocol for tests: a form comes in, XML goes out. */
final class QueryWire {
  private QueryWire() {}

  /** {@code A.1.B=x} as it came. */
  static Map<String, String> form(String body) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return form;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The values of {@code name.1}, {@code name.2} and so on. */
  static List<String> list(Map<String, String> form, String name) {
    List<String> values = new ArrayList<>();
    for (int i = 1; form.containsKey(name + "." + i); i++) {
      values.add(form.get(name + "." + i));
    }
    return values;
  }

  /** Key and value pairs such as tags, of {@code name.1.Key} and {@code name.1.Value}. */
  static Map<String, String> pairs(Map<String, String> form, String name) {
    Map<String, String> pairs = new TreeMap<>();
    for (int i = 1; form.containsKey(name + "." + i + ".Key"); i++) {
      pairs.put(form.get(name + "." + i + ".Key"), form.get(name + "." + i + ".Value"));
    }
    return pairs;
  }

  /** EC2's filters: name to values. */
  static Map<String, List<String>> filters(Map<String, String> form) {
    Map<String, List<String>> filters = new TreeMap<>();
    for (int i = 1; form.containsKey("Filter." + i + ".Name"); i++) {
      filters.put(form.get("Filter." + i + ".Name"), list(form, "Filter." + i + ".Value"));
    }
    return filters;
  }

  /** Maps become elements, lists become repeated {@code item}s. */
  static String xml(Object value, String item) {
    return switch (value) {
      case Map<?, ?> map -> {
        StringBuilder text = new StringBuilder();
        map.forEach(
            (name, below) -> {
              if (below != null) {
                text.append('<').append(name).append('>');
                text.append(xml(below, item)).append("</").append(name).append('>');
              }
            });
        yield text.toString();
      }
      case List<?> list -> {
        StringBuilder text = new StringBuilder();
        for (Object one : list) {
          text.append('<').append(item).append('>').append(xml(one, item));
          text.append("</").append(item).append('>');
        }
        yield text.toString();
      }
      default -> value.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    };
  }
}
