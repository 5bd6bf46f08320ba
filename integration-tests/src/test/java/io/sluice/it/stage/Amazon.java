package io.sluice.it.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorSession;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The sandbox's AWS, asked by Amazon's own SDK as any stranger would: not through the provider. */
public final class Amazon implements AutoCloseable {
  /** The VPC that every sandbox has, and its subnets in two zones. */
  public static final String VPC = "vpc-0a1b2c3d4e5f60001";

  public static final String SUBNET_A = "subnet-0a1b2c3d4e5f60001";
  public static final String SUBNET_B = "subnet-0a1b2c3d4e5f60002";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Region REGION = Region.EU_WEST_1;

  private final Ec2Client ec2;
  private final ElasticLoadBalancingV2Client elb;
  private final AutoScalingClient autoScaling;
  private final IamClient iam;
  private final S3Client s3;

  private Amazon(URI endpoint) {
    ec2 = at(endpoint, Ec2Client.builder()).build();
    elb = at(endpoint, ElasticLoadBalancingV2Client.builder()).build();
    autoScaling = at(endpoint, AutoScalingClient.builder()).build();
    iam = at(endpoint, IamClient.builder()).build();
    s3 = at(endpoint, S3Client.builder()).forcePathStyle(true).build();
  }

  private static <B extends AwsClientBuilder<B, ?>> B at(URI endpoint, B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(REGION)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("stranger", "secret")));
  }

  /** The sandbox whose folder it is. */
  public static Amazon in(Path folder) throws IOException {
    JsonNode json = JSON.readTree(folder.resolve("sandbox.json").toFile());
    return new Amazon(URI.create(json.required("http").asText()));
  }

  public Ec2Client ec2() {
    return ec2;
  }

  public AutoScalingClient autoScaling() {
    return autoScaling;
  }

  /** Runs instances of the user's and returns their ids. */
  public List<String> run(int count, String subnet, Map<String, String> tags) {
    return ec2
        .runInstances(
            r ->
                r.imageId("ami-0123456789abcdef0")
                    .instanceType("c5.large")
                    .minCount(count)
                    .maxCount(count)
                    .subnetId(subnet)
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType(ResourceType.INSTANCE)
                            .tags(tags(tags))
                            .build()))
        .instances()
        .stream()
        .map(Instance::instanceId)
        .toList();
  }

  private static List<Tag> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  public List<TrafficMirrorSession> sessions() {
    return ec2.describeTrafficMirrorSessionsPaginator(r -> {}).stream()
        .flatMap(page -> page.trafficMirrorSessions().stream())
        .toList();
  }

  /** Ids of the network interfaces of an instance. */
  public List<String> interfaces(String instance) {
    return ec2
        .describeNetworkInterfaces(
            r ->
                r.filters(Filter.builder().name("attachment.instance-id").values(instance).build()))
        .networkInterfaces()
        .stream()
        .map(each -> each.networkInterfaceId())
        .toList();
  }

  /** The last status that a machine wrote into its blueprint's mailbox. */
  public JsonNode status(String machine) throws IOException {
    String key = "status/" + machine + ".json";
    for (var bucket : s3.listBuckets().buckets()) {
      var found = s3.listObjectsV2(r -> r.bucket(bucket.name()).prefix(key)).contents();
      if (!found.isEmpty()) {
        return JSON.readTree(
            s3.getObjectAsBytes(r -> r.bucket(bucket.name()).key(key)).asByteArray());
      }
    }
    throw new IOException("no mailbox holds " + key);
  }

  /** Everything there is, by kind and id, as the SDK's answers tell it. */
  public SortedMap<String, JsonNode> everything() {
    SortedMap<String, JsonNode> all = new TreeMap<>();
    put(all, "vpc", ec2.describeVpcs().vpcs(), it -> it.vpcId());
    put(all, "subnet", ec2.describeSubnets().subnets(), it -> it.subnetId());
    put(all, "route table", ec2.describeRouteTables().routeTables(), it -> it.routeTableId());
    put(all, "security group", ec2.describeSecurityGroups().securityGroups(), it -> it.groupId());
    put(
        all,
        "instance",
        ec2.describeInstancesPaginator(r -> {}).reservations().stream()
            .flatMap(reservation -> reservation.instances().stream())
            .filter(instance -> !instance.state().nameAsString().equals("terminated"))
            .toList(),
        it -> it.instanceId());
    put(
        all,
        "network interface",
        ec2.describeNetworkInterfacesPaginator(r -> {}).networkInterfaces().stream().toList(),
        it -> it.networkInterfaceId());
    put(
        all,
        "launch template",
        ec2.describeLaunchTemplates().launchTemplates(),
        it -> it.launchTemplateId());
    put(
        all,
        "mirror target",
        ec2.describeTrafficMirrorTargets(r -> {}).trafficMirrorTargets(),
        it -> it.trafficMirrorTargetId());
    put(
        all,
        "mirror filter",
        ec2.describeTrafficMirrorFilters(r -> {}).trafficMirrorFilters(),
        it -> it.trafficMirrorFilterId());
    put(all, "mirror session", sessions(), it -> it.trafficMirrorSessionId());
    put(all, "vpc endpoint", ec2.describeVpcEndpoints().vpcEndpoints(), it -> it.vpcEndpointId());
    put(
        all,
        "endpoint service",
        ec2.describeVpcEndpointServiceConfigurations(r -> {}).serviceConfigurations(),
        it -> it.serviceId());
    List<LoadBalancer> balancers = elb.describeLoadBalancers(r -> {}).loadBalancers();
    put(all, "load balancer", balancers, it -> it.loadBalancerArn());
    for (LoadBalancer balancer : balancers) {
      put(
          all,
          "listener",
          elb.describeListeners(r -> r.loadBalancerArn(balancer.loadBalancerArn())).listeners(),
          it -> it.listenerArn());
    }
    put(
        all,
        "target group",
        elb.describeTargetGroups(r -> {}).targetGroups(),
        it -> it.targetGroupArn());
    put(
        all,
        "auto scaling group",
        autoScaling.describeAutoScalingGroups().autoScalingGroups(),
        it -> it.autoScalingGroupName());
    put(
        all,
        "scaling policy",
        autoScaling.describePolicies().scalingPolicies(),
        it -> it.autoScalingGroupName() + "/" + it.policyName());
    put(all, "role", iam.listRoles().roles(), it -> it.roleName());
    put(
        all,
        "instance profile",
        iam.listInstanceProfiles().instanceProfiles(),
        it -> it.instanceProfileName());
    for (var bucket : s3.listBuckets().buckets()) {
      put(all, "bucket", List.of(bucket), it -> it.name());
      put(
          all,
          "object",
          s3.listObjectsV2Paginator(r -> r.bucket(bucket.name())).contents().stream().toList(),
          it -> bucket.name() + "/" + it.key());
    }
    return all;
  }

  private static <T extends SdkPojo> void put(
      SortedMap<String, JsonNode> all, String kind, Collection<T> items, Function<T, String> id) {
    items.forEach(item -> all.put(kind + " " + id.apply(item), tree(item)));
  }

  private static JsonNode tree(Object value) {
    return switch (value) {
      case null -> JSON.nullNode();
      case SdkPojo pojo -> {
        ObjectNode node = JSON.createObjectNode();
        for (SdkField<?> field : pojo.sdkFields()) {
          Object member = field.getValueOrDefault(pojo);
          if (member != null) {
            node.set(field.memberName(), tree(member));
          }
        }
        yield node;
      }
      case Collection<?> list -> {
        ArrayNode node = JSON.createArrayNode();
        list.forEach(each -> node.add(tree(each)));
        yield node;
      }
      default -> JSON.getNodeFactory().textNode(value.toString());
    };
  }

  @Override
  public void close() {
    ec2.close();
    elb.close();
    autoScaling.close();
    iam.close();
    s3.close();
  }
}
