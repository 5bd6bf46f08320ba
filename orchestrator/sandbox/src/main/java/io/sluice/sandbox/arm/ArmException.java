package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A refusal as ARM words it: status, code, message. */
final class ArmException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final @Nullable String detail;

  ArmException(int status, String code, String message) {
    this(status, code, message, null);
  }

  private ArmException(int status, String code, String message, @Nullable String detail) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  static ArmException badRequest(String code, String message) {
    return new ArmException(400, code, message);
  }

  /** A body that is not what the type's schema says. */
  static ArmException malformed(String detail) {
    return new ArmException(400, "InvalidRequestFormat", "Cannot parse the request.", detail);
  }

  static ArmException groupNotFound(String group) {
    return new ArmException(
        404, "ResourceGroupNotFound", "Resource group '" + group + "' could not be found.");
  }

  static ArmException notFound(ResourceId id) {
    return new ArmException(
        404,
        "ResourceNotFound",
        "The Resource '"
            + id.type()
            + "/"
            + id.name()
            + "' under resource group '"
            + id.group()
            + "' was not found. For more details please go to"
            + " https://aka.ms/ARMResourceNotFoundFix");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** {@code {"error":{"code","message","details"}}}. */
  ObjectNode body() {
    ObjectNode body = Json.object();
    body.set("error", error());
    return body;
  }

  ObjectNode error() {
    ObjectNode error = Json.object().put("code", code).put("message", text());
    if (detail != null) {
      error.putArray("details").addObject().put("code", "InvalidJson").put("message", detail);
    }
    return error;
  }
}
