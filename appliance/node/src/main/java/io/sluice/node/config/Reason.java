package io.sluice.node.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Objects;
import java.util.stream.Collectors;

/** Jackson's complaints, said for readers: one clause, with the place. */
final class Reason {
  private Reason() {}

  static String of(JsonProcessingException e) {
    String place = place(e.getLocation());
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "this version does not know the key `%s`%s".formatted(path(unknown), place);
    }
    if (e instanceof MismatchedInputException mismatch) {
      String first = firstLine(mismatch);
      return first.contains("creator property '")
          ? "`%s` is missing%s".formatted(missing(mismatch, first), place)
          : "`%s` has a value of the wrong kind%s".formatted(path(mismatch), place);
    }
    return "it cannot be parsed%s".formatted(place);
  }

  private static String missing(JsonMappingException e, String message) {
    String name = message.substring(message.indexOf('\'') + 1);
    name = name.substring(0, name.indexOf('\''));
    String path = path(e);
    return path.isEmpty() || path.equals(name) || path.endsWith("." + name)
        ? path.isEmpty() ? name : path
        : path + "." + name;
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(JsonMappingException.Reference::getFieldName)
        .filter(Objects::nonNull)
        .collect(Collectors.joining("."));
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private static String place(JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }
}
