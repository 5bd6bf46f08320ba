package io.sluice.sandbox.aws.cloudwatch;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What makes a metric one: CloudWatch knows it by its namespace, name and exact dimensions. */
record MetricKey(
    String region, String namespace, String name, SortedMap<String, String> dimensions) {
  static final String EC2 = "AWS/EC2";
  static final String NETWORK_IN = "NetworkIn";
  static final String INSTANCE = "InstanceId";
  static final String GROUP = "AutoScalingGroupName";

  MetricKey {
    dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
  }

  static MetricKey networkInOfInstance(String region, String instanceId) {
    return networkIn(region, INSTANCE, instanceId);
  }

  static MetricKey networkInOfGroup(String region, String group) {
    return networkIn(region, GROUP, group);
  }

  private static MetricKey networkIn(String region, String dimension, String value) {
    return new MetricKey(region, EC2, NETWORK_IN, new TreeMap<>(Map.of(dimension, value)));
  }
}
