package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an instance is launched as, out of a request and the launch template that it names; the
 * request's words win.
 *
 * @param userData base64, or empty
 * @param subnetId or empty where interfaces say it
 * @param groups ids of security groups for the primary interface
 * @param groupNames names of such
 * @param tags by the type of resource that they are for
 */
record LaunchSpec(
    String imageId,
    String type,
    String userData,
    @Nullable String profileArn,
    String subnetId,
    String address,
    List<String> groups,
    List<String> groupNames,
    List<Interface> interfaces,
    boolean monitoring,
    boolean ebsOptimized,
    String keyName,
    String httpTokens,
    int hopLimit,
    Map<String, Map<String, String>> tags) {

  /**
   * One interface, to be made or, with {@code id}, taken.
   *
   * @param id or empty
   */
  record Interface(
      int deviceIndex,
      String id,
      String subnetId,
      String address,
      List<String> groups,
      String description,
      boolean deleteOnTermination) {
    static Interface read(Params in) {
      String id = in.text("NetworkInterfaceId", "");
      return new Interface(
          in.number("DeviceIndex").orElse(0),
          id,
          in.text("SubnetId", ""),
          in.text("PrivateIpAddress", ""),
          in.texts("SecurityGroupId"),
          in.text("Description", ""),
          in.truth("DeleteOnTermination").orElse(id.isEmpty()));
    }
  }

  /**
   * Reads a request over the data of its launch template.
   *
   * @throws AwsException {@code MissingParameter} without an image
   */
  static LaunchSpec read(Params request, @Nullable Params template) {
    List<Params> both = template == null ? List.of(request) : List.of(request, template);
    Function<Function<Params, Optional<String>>, Optional<String>> first =
        read ->
            both.stream()
                .map(read)
                .flatMap(Optional::stream)
                .filter(text -> !text.isEmpty())
                .findFirst();
    String image =
        first
            .apply(in -> in.text("ImageId"))
            .orElseThrow(
                () ->
                    AwsException.badRequest(
                        "MissingParameter", "The request must contain the parameter ImageId"));
    return new LaunchSpec(
        resolve(image),
        first.apply(in -> in.text("InstanceType")).orElse("m1.small"),
        first.apply(in -> in.text("UserData")).orElse(""),
        first.apply(in -> profile(in.child("IamInstanceProfile"))).orElse(null),
        first.apply(in -> in.text("SubnetId")).orElse(""),
        first.apply(in -> in.text("PrivateIpAddress")).orElse(""),
        list(both, in -> in.texts("SecurityGroupId")),
        list(both, in -> in.texts("SecurityGroup")),
        list(both, in -> in.list("NetworkInterface").stream().map(Interface::read).toList()),
        first
            .apply(in -> in.child("Monitoring").text("Enabled"))
            .map(Boolean::valueOf)
            .orElse(false),
        first.apply(in -> in.text("EbsOptimized")).map(Boolean::valueOf).orElse(false),
        first.apply(in -> in.text("KeyName")).orElse(""),
        first.apply(in -> in.child("MetadataOptions").text("HttpTokens")).orElse("optional"),
        first
            .apply(in -> in.child("MetadataOptions").text("HttpPutResponseHopLimit"))
            .map(Integer::valueOf)
            .orElse(1),
        tags(both));
  }

  /** The image that an SSM parameter stands for: the same one for the same parameter. */
  static String resolve(String image) {
    if (!image.startsWith("resolve:ssm:")) {
      return image;
    }
    byte[] name = image.getBytes(StandardCharsets.UTF_8);
    long hash = 1125899906842597L;
    for (byte each : name) {
      hash = 31 * hash + each;
    }
    return "ami-0" + HexFormat.of().toHexDigits(hash);
  }

  private static Optional<String> profile(Params in) {
    return in.text("Arn")
        .or(
            () ->
                in.text("Name")
                    .map(name -> "arn:aws:iam::" + Account.ID + ":instance-profile/" + name));
  }

  private static <T> List<T> list(List<Params> both, Function<Params, List<T>> read) {
    return both.stream().map(read).filter(list -> !list.isEmpty()).findFirst().orElse(List.of());
  }

  /** The request's specification for a type replaces the template's for that type. */
  private static Map<String, Map<String, String>> tags(List<Params> both) {
    return Stream.of("instance", "network-interface", "volume")
        .collect(
            Collectors.toMap(
                Function.identity(),
                type ->
                    both.stream()
                        .map(in -> TagSpecs.of(in, type))
                        .filter(tags -> !tags.isEmpty())
                        .findFirst()
                        .orElse(Map.of())));
  }

  /** The same in a subnet that somebody else chose. */
  LaunchSpec in(String chosen) {
    List<Interface> there =
        interfaces.stream()
            .map(
                each ->
                    new Interface(
                        each.deviceIndex(),
                        each.id(),
                        chosen,
                        each.address(),
                        each.groups(),
                        each.description(),
                        each.deleteOnTermination()))
            .toList();
    return new LaunchSpec(
        imageId,
        type,
        userData,
        profileArn,
        there.isEmpty() ? chosen : "",
        address,
        groups,
        groupNames,
        there,
        monitoring,
        ebsOptimized,
        keyName,
        httpTokens,
        hopLimit,
        tags);
  }
}
