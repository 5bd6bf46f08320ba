package io.sluice.aws;

import io.sluice.engine.resource.Kind;
import java.util.ArrayList;
import java.util.List;

/** The kinds that a stack in AWS can hold, bound to one workspace. */
final class Kinds {
  final VirtualPrivateCloud.Type vpc;
  final Subnet.Type subnet;
  final MirrorKinds mirror;

  Kinds(Workspace at) {
    vpc = new VirtualPrivateCloud.Type(at);
    subnet = new Subnet.Type(at);
    mirror = new MirrorKinds(at);
  }

  /** In the order in which a stack is built. */
  List<Kind<?>> all() {
    List<Kind<?>> all = new ArrayList<>(List.of(vpc, subnet));
    all.addAll(mirror.beforeFleet());
    all.addAll(mirror.afterFleet());
    return List.copyOf(all);
  }
}
