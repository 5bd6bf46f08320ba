package io.sluice.engine.resource;

/**
 * A reference from one resource to another. Desired resources refer to what the blueprint owns by
 * {@link Own} and to what it does not own by {@link Existing}; discovered resources only ever hold
 * {@link Existing}.
 */
public sealed interface Ref {

  /**
   * @param key the resource referred to
   * @param child path below its id, with a leading slash, or empty: {@code
   *     /frontendIPConfigurations/gateway}
   */
  record Own(Key key, String child) implements Ref {
    @Override
    public String toString() {
      return key + child;
    }
  }

  /**
   * @param id the cloud's own id; compared without regard to case, as Azure does
   */
  record Existing(String id) implements Ref {
    @Override
    public String toString() {
      return id;
    }
  }

  static Ref own(String kind, String logicalId) {
    return new Own(new Key(kind, logicalId), "");
  }

  static Ref own(String kind, String logicalId, String child) {
    return new Own(new Key(kind, logicalId), child);
  }

  static Ref existing(String id) {
    return new Existing(id);
  }
}
