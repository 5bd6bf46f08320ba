package io.sluice.engine.resource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component that can be neither changed nor replaced, e.g. the region of a resource group: a
 * difference is the user's problem and {@link #why()} says so.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Fixed {
  String why();
}
