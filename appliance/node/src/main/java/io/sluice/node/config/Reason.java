package io.sluice.node.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
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
    if (e instanceof InvalidTypeIdException type) {
      return type.getTypeId() == null
          ? "`%s.type` is missing%s".formatted(path(type), place)
          : "%s.type is `%s`, and only %s are known%s"
              .formatted(path(type), type.getTypeId(), known(type), place);
    }
    if (e instanceof MismatchedInputException mismatch) {
      String first = firstLine(mismatch);
      return first.contains("creator property '")
          ? "`%s` is missing%s".formatted(missing(mismatch, first), place)
          : "`%s` has a value of the wrong kind%s".formatted(path(mismatch), place);
    }
    return "it cannot be parsed%s".formatted(place);
  }

  private static String known(InvalidTypeIdException e) {
    JsonSubTypes types = e.getBaseType().getRawClass().getAnnotation(JsonSubTypes.class);
    return Arrays.stream(types == null ? new JsonSubTypes.Type[0] : types.value())
        .map(type -> "`" + type.name() + "`")
        .collect(Collectors.joining(" and "));
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
