package io.sluice.sandbox.aws.ec2;

import static io.sluice.sandbox.aws.ec2.Bench.filter;
import static io.sluice.sandbox.aws.ec2.Bench.refusal;
import static io.sluice.sandbox.aws.ec2.Bench.tag;
import static io.sluice.sandbox.aws.ec2.Bench.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.Launch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceNetworkInterfaceSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;

class InstancesTest {
  private static final String GROUP = "sg-0a1b2c3d4e5f60001";
  private static final String USER_DATA =
      Base64.getEncoder().encodeToString("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8));
  private Bench bench;

  @BeforeEach
  void start(@TempDir Path folder) {
    bench = new Bench(folder);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private List<Instance> run(int count, Consumer<RunInstancesRequest.Builder> more) {
    return bench
        .ec2
        .runInstances(
            r -> {
              r.minCount(count).maxCount(count).imageId("ami-0a1b2c3d").instanceType("c5.large");
              more.accept(r);
            })
        .instances();
  }

  private InstanceStateName state(String id) {
    return bench.instance(id).state().name();
  }

  @Test
  void anInstanceIsPendingThenRunsThenIsGone() {
    Instance made = run(1, r -> r.subnetId(Bench.SUBNET).userData(USER_DATA)).getFirst();
    String id = made.instanceId();
    assertThat(made.state().name()).isEqualTo(InstanceStateName.PENDING);
    assertThat(bench.hosts.booted).extracting(Ec2Instance::id).containsExactly(id);
    assertThat(bench.hosts.booted.getFirst().userData()).isEqualTo(USER_DATA);
    assertThat(state(id)).isEqualTo(InstanceStateName.RUNNING);

    bench.ec2.terminateInstances(r -> r.instanceIds(id));
    assertThat(state(id)).isEqualTo(InstanceStateName.SHUTTING_DOWN);
    assertThat(bench.compute().instances(Bench.REGION)).extracting(Ec2Instance::id).contains(id);
    bench.hosts.stopping.get(id).run();
    assertThat(state(id)).isEqualTo(InstanceStateName.TERMINATED);
    assertThat(bench.instance(id).networkInterfaces()).isEmpty();
    assertThat(bench.compute().instances(Bench.REGION))
        .extracting(Ec2Instance::id)
        .doesNotContain(id);
    bench.ec2.terminateInstances(r -> r.instanceIds(id));
  }

  @Test
  void anInstanceThatWasStoppedBootsAgain() {
    String id = run(1, r -> r.subnetId(Bench.SUBNET).userData(USER_DATA)).getFirst().instanceId();
    bench.ec2.stopInstances(r -> r.instanceIds(id));
    assertThat(state(id)).isEqualTo(InstanceStateName.STOPPING);
    bench.hosts.stopping.get(id).run();
    assertThat(state(id)).isEqualTo(InstanceStateName.STOPPED);
    bench.ec2.startInstances(r -> r.instanceIds(id));
    assertThat(state(id)).isEqualTo(InstanceStateName.RUNNING);
    assertThat(bench.hosts.booted).hasSize(2);
  }

  @Test
  void thousandsAreRunAtOnceEachWithItsOwnAddress() {
    List<Instance> made =
        run(
            3000,
            r ->
                r.subnetId(Bench.SUBNET)
                    .tagSpecifications(tags(ResourceType.INSTANCE, "tier", "bulk")));
    assertThat(made).extracting(Instance::privateIpAddress).doesNotHaveDuplicates();
    long running = 0;
    for (var page :
        bench.ec2.describeInstancesPaginator(
            r ->
                r.maxResults(1000)
                    .filters(
                        filter("tag:tier", "bulk"), filter("instance-state-name", "running")))) {
      running += page.reservations().stream().mapToLong(each -> each.instances().size()).sum();
    }
    assertThat(running).isEqualTo(3000);
    assertThat(bench.hosts.booted).as("they have no user-data").isEmpty();
  }

  @Test
  void whatDoesNotFitIntoASubnetIsNotRun() {
    assertThat(refusal(() -> run(9000, r -> r.subnetId(Bench.SUBNET))))
        .isEqualTo("InsufficientFreeAddressesInSubnet");
    assertThat(bench.compute().instances(Bench.REGION)).hasSize(55);
    assertThat(
            bench
                .ec2
                .runInstances(
                    r ->
                        r.minCount(1)
                            .maxCount(9000)
                            .imageId("ami-0a1b2c3d")
                            .instanceType("c5.large")
                            .subnetId(Bench.SUBNET_B))
                .instances())
        .hasSize(8155);
  }

  private static InstanceNetworkInterfaceSpecification port(int index) {
    return InstanceNetworkInterfaceSpecification.builder()
        .deviceIndex(index)
        .subnetId(Bench.SUBNET)
        .groups(GROUP)
        .description("port " + index)
        .build();
  }

  @Test
  void anInstanceHasAsManyInterfacesAsItsTypeTakes() {
    Instance made = run(1, r -> r.networkInterfaces(port(1), port(0))).getFirst();
    assertThat(made.networkInterfaces()).hasSize(2);
    assertThat(made.networkInterfaces().getFirst().description()).isEqualTo("port 0");
    assertThat(made.privateIpAddress())
        .isEqualTo(made.networkInterfaces().getFirst().privateIpAddress());
    assertThat(refusal(() -> run(1, r -> r.networkInterfaces(port(0), port(1), port(2), port(3)))))
        .isEqualTo("AttachmentLimitExceeded");
    assertThat(refusal(() -> run(1, r -> r.subnetId(Bench.SUBNET).networkInterfaces(port(0)))))
        .isEqualTo("InvalidParameterCombination");
  }

  @Test
  void anInterfaceComesAndGoesAndStaysWhenItWasMadeByItself() {
    String nic =
        bench
            .ec2
            .createNetworkInterface(r -> r.subnetId(Bench.SUBNET).groups(GROUP).description("tap"))
            .networkInterface()
            .networkInterfaceId();
    String id = run(1, r -> r.subnetId(Bench.SUBNET)).getFirst().instanceId();
    String attachment =
        bench
            .ec2
            .attachNetworkInterface(r -> r.networkInterfaceId(nic).instanceId(id).deviceIndex(1))
            .attachmentId();
    assertThat(refusal(() -> bench.ec2.deleteNetworkInterface(r -> r.networkInterfaceId(nic))))
        .isEqualTo("InvalidParameterValue");
    assertThat(
            refusal(
                () ->
                    bench.ec2.attachNetworkInterface(
                        r -> r.networkInterfaceId(nic).instanceId(id).deviceIndex(2))))
        .isEqualTo("InvalidNetworkInterface.InUse");
    bench.ec2.detachNetworkInterface(r -> r.attachmentId(attachment));
    bench.ec2.attachNetworkInterface(r -> r.networkInterfaceId(nic).instanceId(id).deviceIndex(1));
    bench.ec2.modifyNetworkInterfaceAttribute(
        r -> r.networkInterfaceId(nic).sourceDestCheck(v -> v.value(false)));
    bench.ec2.terminateInstances(r -> r.instanceIds(id));
    var left =
        bench.ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(nic)).networkInterfaces();
    assertThat(left.getFirst().statusAsString()).isEqualTo("available");
    assertThat(left.getFirst().sourceDestCheck()).isFalse();
    bench.ec2.deleteNetworkInterface(r -> r.networkInterfaceId(nic));
  }

  @Test
  void theSameTokenRunsTheSameInstancesEvenWhenTheyAreGone() {
    Consumer<RunInstancesRequest.Builder> once = r -> r.subnetId(Bench.SUBNET).clientToken("once");
    String id = run(1, once).getFirst().instanceId();
    assertThat(run(1, once).getFirst().instanceId()).isEqualTo(id);
    bench.ec2.terminateInstances(r -> r.instanceIds(id));
    Instance again = run(1, once).getFirst();
    assertThat(again.instanceId()).isEqualTo(id);
    assertThat(again.state().name()).isEqualTo(InstanceStateName.TERMINATED);
    assertThat(refusal(() -> run(2, once))).isEqualTo("IdempotentParameterMismatch");
  }

  private LaunchTemplate template(Consumer<RequestLaunchTemplateData.Builder> more) {
    return bench
        .ec2
        .createLaunchTemplate(
            r ->
                r.launchTemplateName("fleet")
                    .clientToken("fleet-1")
                    .tagSpecifications(tags(ResourceType.LAUNCH_TEMPLATE, "stack", "s"))
                    .launchTemplateData(
                        d -> {
                          d.imageId(
                                  "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
                              .instanceType("c7gn.xlarge")
                              .userData(USER_DATA)
                              .monitoring(m -> m.enabled(true))
                              .metadataOptions(
                                  m -> m.httpTokens("required").httpPutResponseHopLimit(1))
                              .iamInstanceProfile(p -> p.name("machines"))
                              .networkInterfaces(
                                  LaunchTemplateInstanceNetworkInterfaceSpecificationRequest
                                      .builder()
                                      .deviceIndex(0)
                                      .groups(GROUP)
                                      .build())
                              .tagSpecifications(
                                  LaunchTemplateTagSpecificationRequest.builder()
                                      .resourceType(ResourceType.INSTANCE)
                                      .tags(tag("fleet", "yes"))
                                      .build());
                          more.accept(d);
                        }))
        .launchTemplate();
  }

  @Test
  void autoScalingRunsWhatATemplateSays() {
    LaunchTemplate template = template(d -> {});
    int before = bench.changes.get();
    Ec2Instance made =
        bench
            .compute()
            .run(
                new Launch(
                    Bench.REGION,
                    template.launchTemplateId(),
                    "$Latest",
                    Bench.SUBNET_B,
                    Map.of("aws:autoscaling:groupName", "g")));
    assertThat(bench.changes.get()).isGreaterThan(before);
    assertThat(made.type()).isEqualTo("c7gn.xlarge");
    assertThat(made.zone()).isEqualTo("eu-west-1b");
    assertThat(made.imageId()).matches("ami-[0-9a-f]{17}");
    assertThat(made.instanceProfile())
        .isEqualTo("arn:aws:iam::123456789012:instance-profile/machines");
    assertThat(made.tags())
        .containsEntry("fleet", "yes")
        .containsEntry("aws:autoscaling:groupName", "g");
    assertThat(bench.hosts.booted).extracting(Ec2Instance::id).containsExactly(made.id());
    assertThat(bench.compute().interfaces(Bench.REGION))
        .filteredOn(eni -> made.id().equals(eni.instanceId()))
        .extracting(Eni::privateIp, Eni::groups)
        .containsExactly(tuple(made.privateIp(), List.of(GROUP)));
    assertThat(bench.instance(made.id()).metadataOptions().httpTokensAsString())
        .isEqualTo("required");
    bench.compute().terminate(Bench.REGION, List.of(made.id(), "i-unknown"));
    assertThat(bench.hosts.stopping).containsOnlyKeys(made.id());
  }

  @Test
  void aTemplateIsReadAsItWasWritten() {
    LaunchTemplate template = template(d -> {});
    LaunchTemplateVersion version =
        bench
            .ec2
            .describeLaunchTemplateVersions(
                r -> r.launchTemplateId(template.launchTemplateId()).versions("$Latest"))
            .launchTemplateVersions()
            .getFirst();
    var data = version.launchTemplateData();
    assertThat(version.versionNumber()).isEqualTo(1);
    assertThat(data.imageId()).startsWith("resolve:ssm:");
    assertThat(data.userData()).isEqualTo(USER_DATA);
    assertThat(data.monitoring().enabled()).isTrue();
    assertThat(data.iamInstanceProfile().name()).isEqualTo("machines");
    assertThat(data.networkInterfaces().getFirst().groups()).containsExactly(GROUP);
    assertThat(data.metadataOptions().httpTokensAsString()).isEqualTo("required");
    assertThat(data.tagSpecifications().getFirst().tags().getFirst().key()).isEqualTo("fleet");
  }

  @Test
  void aTemplateHasVersionsOfWhichOneIsTheDefault() {
    String id = template(d -> {}).launchTemplateId();
    assertThat(template(d -> {}).launchTemplateId()).as("the same token").isEqualTo(id);
    assertThat(refusal(() -> template(d -> d.instanceType("c5.large"))))
        .isEqualTo("IdempotentParameterMismatch");
    assertThat(
            refusal(
                () ->
                    bench.ec2.createLaunchTemplate(
                        r ->
                            r.launchTemplateName("fleet")
                                .launchTemplateData(d -> d.imageId("ami-0a1b2c3d")))))
        .isEqualTo("InvalidLaunchTemplateName.AlreadyExistsException");
    bench.ec2.createLaunchTemplateVersion(
        r ->
            r.launchTemplateId(id)
                .sourceVersion("1")
                .launchTemplateData(d -> d.instanceType("c5.large")));
    LaunchTemplate two =
        bench
            .ec2
            .modifyLaunchTemplate(r -> r.launchTemplateId(id).defaultVersion("2"))
            .launchTemplate();
    assertThat(two.defaultVersionNumber()).isEqualTo(2);
    assertThat(two.latestVersionNumber()).isEqualTo(2);
    assertThat(
            bench
                .ec2
                .describeLaunchTemplateVersions(r -> r.launchTemplateId(id))
                .launchTemplateVersions())
        .extracting(
            v -> v.launchTemplateData().instanceTypeAsString(),
            v -> v.launchTemplateData().userData())
        .containsExactly(tuple("c5.large", USER_DATA), tuple("c7gn.xlarge", USER_DATA));
    bench.ec2.deleteLaunchTemplate(r -> r.launchTemplateId(id));
    assertThat(
            refusal(() -> bench.ec2.describeLaunchTemplates(r -> r.launchTemplateNames("fleet"))))
        .isEqualTo("InvalidLaunchTemplateName.NotFoundException");
  }

  @Test
  void userDataIsBase64AndSmall() {
    assertThat(refusal(() -> run(1, r -> r.subnetId(Bench.SUBNET).userData("*"))))
        .isEqualTo("InvalidParameterValue");
    String large = Base64.getEncoder().encodeToString(new byte[16 * 1024 + 1]);
    assertThat(refusal(() -> run(1, r -> r.subnetId(Bench.SUBNET).userData(large))))
        .isEqualTo("InvalidParameterValue");
  }

  @Test
  void tagsAreChangedAndFoundOnAnything() {
    String id = run(1, r -> r.subnetId(Bench.SUBNET)).getFirst().instanceId();
    bench.ec2.createTags(r -> r.resources(id, Bench.VPC).tags(tag("mirror", "no"), tag("k", "")));
    assertThat(bench.ec2.describeTags(r -> r.filters(filter("key", "mirror"))).tags())
        .extracting(
            TagDescription::resourceId, TagDescription::resourceTypeAsString, TagDescription::value)
        .containsExactlyInAnyOrder(tuple(id, "instance", "no"), tuple(Bench.VPC, "vpc", "no"));
    bench.ec2.deleteTags(r -> r.resources(id).tags(tag("mirror", "yes")));
    assertThat(bench.instance(id).tags()).hasSize(2);
    bench.ec2.deleteTags(r -> r.resources(id).tags(Tag.builder().key("mirror").build()));
    assertThat(bench.instance(id).tags()).extracting("key").containsExactly("k");
    assertThat(refusal(() -> bench.ec2.createTags(r -> r.resources(id).tags(tag("aws:x", "")))))
        .isEqualTo("InvalidParameterValue");
    assertThat(refusal(() -> bench.ec2.createTags(r -> r.resources("eni-0").tags(tag("x", "")))))
        .isEqualTo("InvalidNetworkInterfaceID.NotFound");
  }
}
