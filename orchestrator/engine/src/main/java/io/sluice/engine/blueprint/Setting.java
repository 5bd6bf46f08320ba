package io.sluice.engine.blueprint;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a person may write for one key. The loader checks by it and the JSON Schema is written from
 * it, so that an editor and the command never disagree. On a list it speaks of every element.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
  /** What it is for, in a sentence that an editor shows. */
  String value();

  /** Smallest whole number. */
  long min() default Long.MIN_VALUE;

  /** Largest whole number. */
  long max() default Long.MAX_VALUE;

  /** Regular expression (common to Java and ECMA-262) that the whole text matches. */
  String pattern() default "";

  /** What the pattern asks for, completing "must be ...". */
  String form() default "";

  /** YAML that stands in where the key is absent; without it an absent key is a problem. */
  String fallback() default "";
}
