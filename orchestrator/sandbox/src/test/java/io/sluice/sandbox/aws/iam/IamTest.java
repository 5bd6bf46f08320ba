package io.sluice.sandbox.aws.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.aws.testing.AwsRoom;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

class IamTest {
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
          + "\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
          + "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::m/*\"}]}";

  @TempDir private Path folder;
  private AwsRoom room;
  private IamClient iam;

  @BeforeEach
  void open() {
    room = new AwsRoom(folder);
    iam = room.iam();
  }

  @AfterEach
  void close() {
    iam.close();
    room.close();
  }

  private Role create(String name) {
    return iam.createRole(b -> b.roleName(name).assumeRolePolicyDocument(TRUST)).role();
  }

  private static void refused(ThrowingCallable call, int status, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IamException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  @Test
  @DisplayName("a role is made with its tags and read as it was made")
  void role() {
    Tag tag = Tag.builder().key("owner").value("net ops").build();
    Role made =
        iam.createRole(
                b ->
                    b.roleName("machines")
                        .path("/sluice/")
                        .description("of the fleet")
                        .assumeRolePolicyDocument(TRUST)
                        .tags(tag))
            .role();

    assertThat(made.arn()).isEqualTo("arn:aws:iam::123456789012:role/sluice/machines");
    assertThat(made.roleId()).matches("AROA[A-Z2-7]{17}");
    Role read = iam.getRole(b -> b.roleName("machines")).role();
    assertThat(URLDecoder.decode(read.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
        .isEqualTo(TRUST);
    assertThat(read.assumeRolePolicyDocument()).startsWith("%7B%22Version%22%3A%222012");
    assertThat(read.tags()).containsExactly(tag);
    assertThat(read.maxSessionDuration()).isEqualTo(3600);
    assertThat(iam.listRoleTags(b -> b.roleName("machines")).tags()).containsExactly(tag);

    iam.updateRole(b -> b.roleName("machines").description("other").maxSessionDuration(7200));
    iam.untagRole(b -> b.roleName("machines").tagKeys("owner"));
    iam.tagRole(b -> b.roleName("machines").tags(Tag.builder().key("k").value("v").build()));
    Role changed = iam.getRole(b -> b.roleName("machines")).role();
    assertThat(changed.description()).isEqualTo("other");
    assertThat(changed.tags()).extracting(Tag::key).containsExactly("k");
  }

  @Test
  @DisplayName("what is there twice, or not at all, is refused")
  void conflicts() {
    create("machines");
    refused(() -> create("machines"), 409, "EntityAlreadyExists");
    refused(() -> create("MACHINES"), 409, "EntityAlreadyExists");
    refused(() -> iam.getRole(b -> b.roleName("none")), 404, "NoSuchEntity");
    refused(
        () -> iam.getRolePolicy(b -> b.roleName("machines").policyName("p")), 404, "NoSuchEntity");
    refused(() -> iam.getInstanceProfile(b -> b.instanceProfileName("p")), 404, "NoSuchEntity");
    refused(() -> create("no spaces"), 400, "ValidationError");
  }

  @Test
  @DisplayName("documents that are no policies are refused")
  void malformed() {
    for (String document :
        List.of(
            "{",
            "[]",
            "{}",
            "{\"Statement\":[]}",
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}]}",
            TRUST.replace("Allow", "Perhaps"),
            TRUST.replace("\"Principal\"", "\"Resource\":\"*\",\"Principal\""),
            TRUST.replace("Principal", "Principle"),
            TRUST.replace("2012-10-17", "2013-01-01"))) {
      refused(
          () -> iam.createRole(b -> b.roleName("r").assumeRolePolicyDocument(document)),
          400,
          "MalformedPolicyDocument");
    }
    create("r");
    for (String document :
        List.of(
            TRUST,
            POLICY.replace("arn:aws:s3:::m/*", "m/*"),
            POLICY.replace("s3:GetObject", "GetObject"),
            POLICY + "}")) {
      refused(
          () -> iam.putRolePolicy(b -> b.roleName("r").policyName("p").policyDocument(document)),
          400,
          "MalformedPolicyDocument");
    }
  }

  @Test
  @DisplayName("a role goes once its policies and profiles are gone")
  void deleteConflicts() {
    create("machines");
    String managed = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
    iam.putRolePolicy(b -> b.roleName("machines").policyName("mailbox").policyDocument(POLICY));
    iam.attachRolePolicy(b -> b.roleName("machines").policyArn(managed));
    iam.createInstanceProfile(b -> b.instanceProfileName("machines"));
    iam.addRoleToInstanceProfile(b -> b.instanceProfileName("machines").roleName("machines"));

    assertThat(
            URLDecoder.decode(
                iam.getRolePolicy(b -> b.roleName("machines").policyName("mailbox"))
                    .policyDocument(),
                StandardCharsets.UTF_8))
        .isEqualTo(POLICY);
    assertThat(iam.listRolePolicies(b -> b.roleName("machines")).policyNames())
        .containsExactly("mailbox");
    assertThat(iam.listAttachedRolePolicies(b -> b.roleName("machines")).attachedPolicies())
        .containsExactly(
            AttachedPolicy.builder()
                .policyArn(managed)
                .policyName("AmazonSSMManagedInstanceCore")
                .build());
    refused(
        () ->
            iam.attachRolePolicy(
                b -> b.roleName("machines").policyArn("arn:aws:iam::123456789012:policy/none")),
        404,
        "NoSuchEntity");
    refused(
        () ->
            iam.addRoleToInstanceProfile(
                b -> b.instanceProfileName("machines").roleName("machines")),
        409,
        "LimitExceeded");

    refused(() -> iam.deleteRole(b -> b.roleName("machines")), 409, "DeleteConflict");
    refused(
        () -> iam.deleteInstanceProfile(b -> b.instanceProfileName("machines")),
        409,
        "DeleteConflict");
    iam.removeRoleFromInstanceProfile(b -> b.instanceProfileName("machines").roleName("machines"));
    iam.deleteInstanceProfile(b -> b.instanceProfileName("machines"));
    refused(() -> iam.deleteRole(b -> b.roleName("machines")), 409, "DeleteConflict");
    iam.detachRolePolicy(b -> b.roleName("machines").policyArn(managed));
    refused(() -> iam.deleteRole(b -> b.roleName("machines")), 409, "DeleteConflict");
    iam.deleteRolePolicy(b -> b.roleName("machines").policyName("mailbox"));
    iam.deleteRole(b -> b.roleName("machines"));
    assertThat(iam.listRoles().roles()).isEmpty();
  }

  @Test
  @DisplayName("lists come in pages and by path")
  void pages() {
    for (int i = 0; i < 7; i++) {
      String name = (i % 2 == 0 ? "r" : "R") + i;
      iam.createRole(b -> b.roleName(name).path("/a/").assumeRolePolicyDocument(TRUST));
      iam.createInstanceProfile(b -> b.instanceProfileName(name));
      iam.addRoleToInstanceProfile(b -> b.instanceProfileName(name).roleName(name));
    }
    create("elsewhere");

    assertThat(iam.listRolesPaginator(b -> b.pathPrefix("/a/").maxItems(3)).roles())
        .extracting(Role::roleName)
        .containsExactly("r0", "R1", "r2", "R3", "r4", "R5", "r6");
    assertThat(iam.listInstanceProfilesPaginator(b -> b.maxItems(2)).instanceProfiles()).hasSize(7);
    assertThat(iam.listInstanceProfilesForRole(b -> b.roleName("r2")).instanceProfiles())
        .extracting(InstanceProfile::arn)
        .containsExactly("arn:aws:iam::123456789012:instance-profile/r2");
  }
}
