package io.sluice.sandbox.aws.iam;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.iam.Policy.Verdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static Verdict verdict(String statements, String action, String resource) {
    return Policy.identity("{\"Statement\":[" + statements.replace('\'', '"') + "]}")
        .verdict(action, resource);
  }

  @Test
  @DisplayName("a machine may do what a statement allows, and nothing that one denies")
  void verdicts() {
    String allow =
        "{'Effect':'Allow','Action':['s3:Get*','s3:PutObject'],"
            + "'Resource':['arn:aws:s3:::m/bundle/*','arn:aws:s3:::m/config/?']}";
    String deny = "{'Effect':'Deny','Action':'S3:getobject','Resource':'arn:aws:s3:::*/secret'}";

    assertThat(verdict(allow, "s3:GetObject", "arn:aws:s3:::m/bundle/a/b"))
        .isEqualTo(Verdict.ALLOW);
    assertThat(verdict(allow, "s3:GetObject", "arn:aws:s3:::m/config/1")).isEqualTo(Verdict.ALLOW);
    assertThat(verdict(allow, "s3:GetObject", "arn:aws:s3:::m/config/12"))
        .isEqualTo(Verdict.SILENT);
    assertThat(verdict(allow, "s3:DeleteObject", "arn:aws:s3:::m/bundle/a"))
        .isEqualTo(Verdict.SILENT);
    assertThat(verdict(allow + "," + deny, "s3:GetObject", "arn:aws:s3:::m/bundle/secret"))
        .isEqualTo(Verdict.DENY);
    assertThat(verdict(deny + "," + allow, "s3:PutObject", "arn:aws:s3:::m/bundle/secret"))
        .isEqualTo(Verdict.ALLOW);
  }

  @Test
  @DisplayName("NotAction and NotResource are all but these")
  void others() {
    String all = "{'Effect':'Allow','NotAction':'iam:*','NotResource':'arn:aws:s3:::m/*'}";
    assertThat(verdict(all, "s3:GetObject", "arn:aws:s3:::n/a")).isEqualTo(Verdict.ALLOW);
    assertThat(verdict(all, "s3:GetObject", "arn:aws:s3:::m/a")).isEqualTo(Verdict.SILENT);
    assertThat(verdict(all, "iam:GetRole", "*")).isEqualTo(Verdict.SILENT);
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, SILENT",
    "StringNotEquals, ALLOW",
    "StringLikeIfExists, ALLOW",
    "ForAllValues:StringEquals, ALLOW",
    "Bool, SILENT"
  })
  @DisplayName("a condition is judged as of a request that has not its key")
  void conditions(String operator, Verdict expected) {
    String statement =
        "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'"
            + operator
            + "':{'aws:PrincipalTag/x':'y'}}}";
    assertThat(verdict(statement, "s3:GetObject", "arn:aws:s3:::m/a")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "a*c, abc, true",
    "a*c, ac, true",
    "a*c, acb, false",
    "*, '', true",
    "?, '', false",
    "a**b*, axxbyy, true",
    "*a*b, aab, true",
    "a.c, abc, false"
  })
  @DisplayName("wildcards")
  void globs(String pattern, String text, boolean matches) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
  }
}
