package io.sluice.sandbox.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The resource documents, as a GET would return them. Ids are compared without regard to case.
 * Thread-safe; every document handed out is a copy.
 */
public interface Documents {
  Optional<ObjectNode> get(String id);

  /**
   * All documents of a type, in the order they were created.
   *
   * @param type e.g. {@code Microsoft.Network/loadBalancers}
   */
  List<ObjectNode> list(String type);

  /**
   * Changes a document as the cloud itself does (autoscale setting a capacity); nothing happens if
   * it is gone.
   *
   * @return the document after the change
   */
  Optional<ObjectNode> update(String id, UnaryOperator<ObjectNode> change);

  /** Calls the listener after every change, with the id. Listeners must return at once. */
  void onChange(Consumer<String> listener);
}
