package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is particular to one type. Rules throw {@link ArmException}. */
abstract class ResourceType {

  /** How the answer to a write looks. */
  enum Writes {
    /** 201 or 200 with the document, still Updating, and Azure-AsyncOperation. */
    ASYNC,
    /** 202 and Location without a body when new, 200 when not: storage accounts. */
    ACCEPTED,
    /** 201 or 200 with the document, done. */
    AT_ONCE,
    /** 201 with the document, done, new or not: role assignments. */
    ALWAYS_CREATED,
  }

  /**
   * A collection that lies inside the document.
   *
   * @param writable whether its elements can be put and deleted by themselves
   */
  record Embedded(String name, boolean writable) {}

  private final String name;
  private final @Nullable Shape shape;

  /**
   * @param shape null for a body that may hold anything
   */
  ResourceType(String name, @Nullable Shape shape) {
    this.name = name;
    this.shape = shape;
  }

  final String name() {
    return name;
  }

  final @Nullable Shape shape() {
    return shape;
  }

  Writes writes() {
    return Writes.ASYNC;
  }

  /** Whether a delete is a long-running operation. */
  boolean deletesLater() {
    return writes() == Writes.ASYNC;
  }

  /** Whether it has a location and tags of its own. */
  boolean tracked() {
    return true;
  }

  /** Whether answers carry etags and If-Match is heeded. */
  boolean etagged() {
    return name.startsWith("Microsoft.Network/");
  }

  List<Embedded> embedded() {
    return List.of();
  }

  /** Whether a name may stand; the message of the refusal when not. */
  boolean nameIsValid(String given) {
    return given.matches("[A-Za-z0-9]([\\w.-]{0,78}\\w)?");
  }

  ArmException invalidName(String given) {
    return ArmException.badRequest(
        "InvalidResourceName", "Resource name " + given + " is invalid.");
  }

  /** Refuses what the cloud refuses. Changes nothing. */
  void check(Change change) {}

  /** Fills in what the server knows: defaults, addresses, keys. */
  void fill(Change change) {}

  /** The work that the long-running operation waits for. */
  CompletableFuture<Void> work(Cloud cloud, ObjectNode document) {
    return CompletableFuture.completedFuture(null);
  }

  /** The refusal when somebody still refers to what shall be deleted. */
  ArmException inUse(ResourceId id, String user) {
    return ArmException.badRequest(
        "InUseResourceCannotBeDeleted",
        "Resource " + id + " is in use by " + user + " and cannot be deleted.");
  }

  CompletableFuture<Void> removal(Cloud cloud, ResourceId id) {
    return CompletableFuture.completedFuture(null);
  }

  /** Adds to a copy what other documents say about it, and hides what is write-only. */
  void view(Cloud cloud, ObjectNode document) {}
}
