package io.sluice.sandbox.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Finds the handler of a request. Patterns are paths with {@code {name}} for one segment and, at
 * the end, {@code {name*}} for all that follows, even nothing. Fixed segments match without regard
 * to case, as ARM's do. The route registered first wins.
 */
public final class Router implements Handler {
  private record Route(String method, List<String> pattern, Handler handler) {}

  private final List<Route> routes = new CopyOnWriteArrayList<>();
  private final Handler otherwise;

  /**
   * @param otherwise answers what no route matches
   */
  public Router(Handler otherwise) {
    this.otherwise = otherwise;
  }

  /**
   * Adds a route; safe while the server runs.
   *
   * @param method an HTTP method, or {@code *} for any
   */
  public Router route(String method, String pattern, Handler handler) {
    routes.add(new Route(method, segments(pattern), handler));
    return this;
  }

  @Override
  public Response handle(Request request) {
    List<String> path = segments(request.rawPath());
    for (Route route : routes) {
      if (route.method().equals("*") || route.method().equals(request.method())) {
        Optional<Map<String, String>> variables = match(route.pattern(), path);
        if (variables.isPresent()) {
          return route.handler().handle(request.withVariables(variables.get()));
        }
      }
    }
    return otherwise.handle(request);
  }

  private static List<String> segments(String path) {
    // Clients that join an endpoint and a path by hand begin with two slashes
    String trimmed = path.replaceFirst("^/+", "");
    return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("/", -1));
  }

  private static Optional<Map<String, String>> match(List<String> pattern, List<String> path) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String part = pattern.get(i);
      if (part.endsWith("*}")) {
        String rest = String.join("/", path.subList(Math.min(i, path.size()), path.size()));
        variables.put(part.substring(1, part.length() - 2), Request.decode(rest));
        return Optional.of(variables);
      }
      if (i >= path.size()) {
        return Optional.empty();
      }
      if (part.startsWith("{")) {
        variables.put(part.substring(1, part.length() - 1), Request.decode(path.get(i)));
      } else if (!part.equalsIgnoreCase(path.get(i))) {
        return Optional.empty();
      }
    }
    return path.size() == pattern.size() ? Optional.of(variables) : Optional.empty();
  }
}
