package io.sluice.node.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Jackson as documents of ours are read: unknown keys are refused, and every component of a record
 * must be there and not be null, unless it is {@link Optional}.
 */
final class Strict {
  private Strict() {}

  static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M mapper(B builder) {
    return builder
        .annotationIntrospector(new Required())
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .build();
  }

  private static final class Required extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasRequiredMarker(AnnotatedMember member) {
      return !member.hasAnnotation(Optional.class);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
      return member.hasAnnotation(Optional.class)
          ? super.findSetterInfo(member)
          : JsonSetter.Value.forValueNulls(Nulls.FAIL);
    }
  }
}
