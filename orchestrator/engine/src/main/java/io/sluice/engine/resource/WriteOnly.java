package io.sluice.engine.resource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component the cloud takes but never gives back. It is left out of the comparison; its hash
 * stands in the {@link Identity#SPEC_TAG} tag, so that a change of the blueprint is seen.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface WriteOnly {}
