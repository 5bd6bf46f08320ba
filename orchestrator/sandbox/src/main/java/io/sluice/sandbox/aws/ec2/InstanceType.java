package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An instance type, out of its family and size. Families and sizes are combined freely: a type that
 * AWS does not sell in one size is none that the sandbox must refuse. Processors and memory are
 * those of general purpose families, 4 GiB for each virtual processor.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html">Amazon
 *     EC2 instance types</a>
 */
record InstanceType(String name, boolean nitro, boolean bareMetal, String architecture, int cpus) {
  private static final Set<String> XEN =
      Set.of(
          "m1", "m2", "m3", "m4", "c1", "c3", "c4", "t1", "t2", "r3", "r4", "d2", "g2", "g3", "g3s",
          "h1", "i2", "i3", "p2", "p3", "x1", "x1e", "f1", "cc2", "hs1");
  private static final Set<String> XEN_MIRRORED =
      Set.of("c4", "d2", "g3", "g3s", "h1", "i3", "m4", "p2", "p3", "r4", "x1", "x1e");
  private static final Set<String> NITRO =
      Set.of(
          "a1",
          "c5",
          "c5a",
          "c5ad",
          "c5d",
          "c5n",
          "c6a",
          "c6g",
          "c6gd",
          "c6gn",
          "c6i",
          "c6id",
          "c6in",
          "c7a",
          "c7g",
          "c7gd",
          "c7gn",
          "c7i",
          "c7i-flex",
          "c8g",
          "d3",
          "d3en",
          "dl1",
          "g4ad",
          "g4dn",
          "g5",
          "g5g",
          "g6",
          "i3en",
          "i4g",
          "i4i",
          "im4gn",
          "inf1",
          "inf2",
          "is4gen",
          "m5",
          "m5a",
          "m5ad",
          "m5d",
          "m5dn",
          "m5n",
          "m5zn",
          "m6a",
          "m6g",
          "m6gd",
          "m6i",
          "m6id",
          "m6idn",
          "m6in",
          "m7a",
          "m7g",
          "m7gd",
          "m7i",
          "m7i-flex",
          "m8g",
          "p3dn",
          "p4d",
          "p5",
          "r5",
          "r5a",
          "r5ad",
          "r5b",
          "r5d",
          "r5dn",
          "r5n",
          "r6a",
          "r6g",
          "r6gd",
          "r6i",
          "r6id",
          "r6idn",
          "r6in",
          "r7a",
          "r7g",
          "r7gd",
          "r7i",
          "r7iz",
          "r8g",
          "t3",
          "t3a",
          "t4g",
          "trn1",
          "vt1",
          "x2gd",
          "x2idn",
          "x2iedn",
          "x2iezn",
          "x8g",
          "z1d");
  private static final Map<String, Integer> SIZES =
      Map.ofEntries(
          Map.entry("nano", 2),
          Map.entry("micro", 2),
          Map.entry("small", 2),
          Map.entry("medium", 2),
          Map.entry("large", 2),
          Map.entry("xlarge", 4),
          Map.entry("2xlarge", 8),
          Map.entry("3xlarge", 12),
          Map.entry("4xlarge", 16),
          Map.entry("6xlarge", 24),
          Map.entry("8xlarge", 32),
          Map.entry("9xlarge", 36),
          Map.entry("10xlarge", 40),
          Map.entry("12xlarge", 48),
          Map.entry("16xlarge", 64),
          Map.entry("18xlarge", 72),
          Map.entry("24xlarge", 96),
          Map.entry("32xlarge", 128),
          Map.entry("48xlarge", 192),
          Map.entry("metal", 96));
  private static final List<String> COMMON = List.of("large", "xlarge", "2xlarge", "4xlarge");

  /**
   * The type of this name.
   *
   * @throws AwsException {@code InvalidInstanceType}
   */
  static InstanceType of(String name) {
    int dot = name.indexOf('.');
    String family = dot < 0 ? "" : name.substring(0, dot);
    String size = name.substring(dot + 1);
    Integer cpus = SIZES.get(size);
    boolean nitro = NITRO.contains(family);
    if (cpus == null || (!nitro && !XEN.contains(family))) {
      throw AwsException.badRequest(
          "InvalidInstanceType",
          "The following supplied instance types do not exist: [%s]".formatted(name));
    }
    boolean arm = family.matches("a1|[a-z]+[0-9]+g[a-z]*|im4gn|is4gen") && !family.startsWith("g");
    return new InstanceType(name, nitro, size.equals("metal"), arm ? "arm64" : "x86_64", cpus);
  }

  /** The common sizes of every Nitro family, by name. */
  static List<InstanceType> some() {
    List<InstanceType> types = new ArrayList<>();
    NITRO.stream()
        .sorted()
        .forEach(family -> COMMON.forEach(size -> types.add(of(family + "." + size))));
    return types;
  }

  /**
   * Whether its interfaces can be mirrored: virtual Nitro types, and those of Xen that AWS lists.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-limits.html">Traffic
   *     Mirroring quotas and considerations</a>
   */
  boolean mirrors() {
    return !bareMetal && (nitro || XEN_MIRRORED.contains(name.substring(0, name.indexOf('.'))));
  }

  /** How many network interfaces fit: 3 to 15 by size. */
  int interfaces() {
    return cpus <= 2 ? 3 : cpus <= 8 ? 4 : cpus <= 48 ? 8 : 15;
  }

  void write(Xml xml) {
    xml.add("instanceType", name)
        .add("currentGeneration", nitro)
        .add("freeTierEligible", false)
        .texts("supportedUsageClasses", "item", List.of("on-demand", "spot"))
        .texts("supportedRootDeviceTypes", "item", List.of("ebs"))
        .texts("supportedVirtualizationTypes", "item", List.of("hvm"))
        .add("bareMetal", bareMetal);
    if (!bareMetal) {
      xml.add("hypervisor", nitro ? "nitro" : "xen");
    }
    xml.add(
            "processorInfo",
            info -> info.texts("supportedArchitectures", "item", List.of(architecture)))
        .add("vCpuInfo", info -> info.add("defaultVCpus", cpus))
        .add("memoryInfo", info -> info.add("sizeInMiB", cpus * 4096L))
        .add("instanceStorageSupported", false)
        .add(
            "networkInfo",
            info ->
                info.add("maximumNetworkInterfaces", interfaces())
                    .add("maximumNetworkCards", 1)
                    .add("defaultNetworkCardIndex", 0)
                    .add("ipv4AddressesPerInterface", 15)
                    .add("enaSupport", nitro ? "required" : "unsupported"))
        .add("burstablePerformanceSupported", name.startsWith("t"));
  }
}
