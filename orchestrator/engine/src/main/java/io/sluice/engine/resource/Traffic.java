package io.sluice.engine.resource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a change of this component, or a replacement of this resource, does to packets in flight;
 * the plan quotes it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Traffic {
  /** A sentence. */
  String value();
}
