package io.sluice.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LowerChars;
import net.jqwik.api.constraints.StringLength;

class IdentityProperties {

  @Property
  void nameFitsAndIsAlwaysTheSame(
      @ForAll @LowerChars @StringLength(min = 2, max = 40) String blueprint,
      @ForAll @LowerChars @StringLength(min = 1, max = 60) String logicalId,
      @ForAll @IntRange(min = 1, max = 99) int revision) {
    Identity identity = new Identity(blueprint, "s");

    String name = identity.name(logicalId, revision, 32);

    assertThat(name).hasSizeLessThanOrEqualTo(32).isEqualTo(identity.name(logicalId, revision, 32));
    assertThat(identity.compactName("sl", logicalId, revision, 24))
        .hasSizeLessThanOrEqualTo(24)
        .matches("[a-z0-9]+");
  }

  @Property
  void differentThingsHaveDifferentNamesAndTokens(
      @ForAll @LowerChars @StringLength(min = 1, max = 60) String one,
      @ForAll @LowerChars @StringLength(min = 1, max = 60) String other,
      @ForAll @IntRange(min = 1, max = 3) int revision,
      @ForAll @IntRange(min = 1, max = 3) int otherRevision) {
    Assume.that(!one.equals(other) || revision != otherRevision);
    Identity identity = new Identity("demo", "s");

    assertThat(identity.name(one, revision, 32))
        .isNotEqualTo(identity.name(other, otherRevision, 32));
    assertThat(identity.token(one, revision)).isNotEqualTo(identity.token(other, otherRevision));
  }

  @Property
  void tagsAreReadBackAsOurs(@ForAll @IntRange(min = 1, max = 1000) int revision) {
    Identity identity = new Identity("demo", "s");

    var tags = identity.tags("x", revision, "abc");

    assertThat(identity.owns(tags)).isTrue();
    assertThat(new Identity("other", "s").owns(tags)).isFalse();
    assertThat(Identity.revision(tags)).isEqualTo(revision);
  }
}
