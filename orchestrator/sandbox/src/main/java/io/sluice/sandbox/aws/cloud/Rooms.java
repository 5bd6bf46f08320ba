package io.sluice.sandbox.aws.cloud;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the rooms of the AWS cloud find each other. They are set once, before the first request;
 * none may be asked for in a constructor.
 */
public final class Rooms {
  private volatile @Nullable Compute compute;
  private volatile @Nullable Balancers balancers;
  private volatile @Nullable Network network;
  private volatile @Nullable Hosts hosts;
  private volatile @Nullable Groups groups;
  private volatile @Nullable Permissions permissions;

  public void set(Compute room) {
    compute = room;
  }

  public void set(Balancers room) {
    balancers = room;
  }

  public void set(Network room) {
    network = room;
  }

  public void set(Hosts room) {
    hosts = room;
  }

  public void set(Groups room) {
    groups = room;
  }

  public void set(Permissions room) {
    permissions = room;
  }

  public Compute compute() {
    return there(compute);
  }

  public Balancers balancers() {
    return there(balancers);
  }

  public Network network() {
    return there(network);
  }

  public Hosts hosts() {
    return there(hosts);
  }

  public Groups groups() {
    return there(groups);
  }

  public Permissions permissions() {
    return there(permissions);
  }

  private static <T> T there(@Nullable T room) {
    return Objects.requireNonNull(room, "this room of the cloud is not set up");
  }
}
