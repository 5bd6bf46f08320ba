package io.sluice.engine.plan;

/** What a plan does with one resource. */
public enum Action {
  CREATE,
  UPDATE,
  /** A new revision beside the old one; references move; the old one goes. */
  REPLACE,
  DELETE,
  /** A field of something the user owns is pointed at us. */
  LINK,
  /** That field is cleared again; the thing stays. */
  UNLINK,
  NO_OP
}
