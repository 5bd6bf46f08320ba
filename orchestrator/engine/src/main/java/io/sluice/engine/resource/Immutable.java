package io.sluice.engine.resource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component the cloud cannot change in place: a difference makes a new revision beside the old
 * one, references move, the old one goes. The plan quotes {@link #why()}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Immutable {
  /** A clause, e.g. "Azure changes tunnel interfaces only while the pool is empty". */
  String why();
}
