package io.sluice.it.judge;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A URL of Azure Resource Manager, taken apart.
 *
 * @param path without the query
 * @param query decoded; keys in lower case
 * @param namespace of the last {@code providers} segment, or {@code Microsoft.Resources}
 * @param type with its namespace, e.g. {@code Microsoft.Network/loadBalancers}
 * @param name the last name in the path; empty for a list
 */
record ArmUrl(String path, Map<String, String> query, String namespace, String type, String name) {

  static ArmUrl parse(String url) {
    URI uri = URI.create(url);
    Map<String, String> query = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
      }
    }
    List<String> segments = new ArrayList<>(List.of(uri.getPath().split("/", -1)));
    segments.removeIf(String::isEmpty);
    int providers = -1;
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).equalsIgnoreCase("providers")) {
        providers = i;
      }
    }
    if (providers < 0 || providers + 1 >= segments.size()) {
      String type = segments.size() > 2 ? segments.get(2) : "subscriptions";
      String name = segments.size() > 3 ? segments.get(3) : "";
      return new ArmUrl(
          uri.getPath(), query, "Microsoft.Resources", "Microsoft.Resources/" + type, name);
    }
    String namespace = segments.get(providers + 1);
    StringBuilder type = new StringBuilder(namespace);
    String name = "";
    for (int i = providers + 2; i < segments.size(); i++) {
      boolean isType = (i - providers) % 2 == 0;
      if (isType) {
        type.append('/').append(segments.get(i));
        name = "";
      } else {
        name = segments.get(i);
      }
    }
    return new ArmUrl(uri.getPath(), query, namespace, type.toString(), name);
  }

  String apiVersion() {
    return query.getOrDefault("api-version", "");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
