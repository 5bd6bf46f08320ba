package io.sluice.engine.resource;

/**
 * A resource's identity within a blueprint.
 *
 * @param kind {@link Kind#name()}
 * @param logicalId unique within the kind and stable over the blueprint's life
 */
public record Key(String kind, String logicalId) {
  @Override
  public String toString() {
    return kind + "/" + logicalId;
  }
}
