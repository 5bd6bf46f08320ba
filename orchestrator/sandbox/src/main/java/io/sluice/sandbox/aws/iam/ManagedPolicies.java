package io.sluice.sandbox.aws.iam;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The policies that AWS keeps for everybody, {@code arn:aws:iam::aws:policy/...}. Each may be
 * attached; those that are not written here allow nothing in the sandbox. None denies anything.
 */
final class ManagedPolicies {
  private static final Pattern ARN = Pattern.compile("arn:aws:iam::aws:policy/[\\w+=,.@/-]{1,512}");

  private static final Map<String, Policy> KNOWN =
      Map.of(
          "arn:aws:iam::aws:policy/AdministratorAccess", policy("\"*\""),
          "arn:aws:iam::aws:policy/AmazonS3FullAccess", policy("\"s3:*\""),
          "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
              policy("[\"s3:Get*\",\"s3:List*\",\"s3:Describe*\"]"));

  private ManagedPolicies() {}

  private static Policy policy(String actions) {
    return Policy.identity(
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":"
            + actions
            + ",\"Resource\":\"*\"}}");
  }

  static boolean exists(String arn) {
    return ARN.matcher(arn).matches();
  }

  static boolean allow(Collection<String> arns, String action, String resource) {
    for (String arn : arns) {
      Policy policy = KNOWN.get(arn);
      if (policy != null && policy.verdict(action, resource) == Policy.Verdict.ALLOW) {
        return true;
      }
    }
    return false;
  }
}
