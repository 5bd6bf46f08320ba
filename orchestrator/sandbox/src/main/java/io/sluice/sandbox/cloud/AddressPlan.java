package io.sluice.sandbox.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who has which private address. Azure keeps the first four addresses and the last one of every
 * subnet for itself. An owner is the id of an ip-configuration, or any string of a machine's own;
 * it holds one address.
 */
public final class AddressPlan {
  private record Claim(String subnetId, String address) {}

  private final Documents documents;
  private final Map<String, Claim> claims = new HashMap<>();

  public AddressPlan(Documents documents) {
    this.documents = documents;
  }

  /**
   * The owner's address in the subnet: the one it has, else the lowest free one.
   *
   * @throws IllegalStateException when the subnet is gone or full
   */
  public synchronized String allocate(String subnetId, String owner) {
    Claim held = claims.get(key(owner));
    if (held != null && held.subnetId().equals(key(subnetId))) {
      return held.address();
    }
    String[] prefix = prefix(subnetId);
    long first = toLong(prefix[0]) + 4;
    long last = toLong(prefix[0]) + size(prefix) - 2;
    for (long candidate = first; candidate <= last; candidate++) {
      String address = toText(candidate);
      if (isFree(subnetId, address)) {
        claims.put(key(owner), new Claim(key(subnetId), address));
        return address;
      }
    }
    throw new IllegalStateException("Subnet " + subnetId + " has no address left");
  }

  /**
   * Gives the owner this very address.
   *
   * @return false when another owner has it, or it is not one of the subnet's own to give
   * @throws IllegalStateException when the subnet is gone
   */
  public synchronized boolean claim(String subnetId, String address, String owner) {
    Claim wanted = new Claim(key(subnetId), address);
    if (wanted.equals(claims.get(key(owner)))) {
      return true;
    }
    String[] prefix = prefix(subnetId);
    long offset = toLong(address) - toLong(prefix[0]);
    if (offset < 4 || offset > size(prefix) - 2 || !isFree(subnetId, address)) {
      return false;
    }
    claims.put(key(owner), wanted);
    return true;
  }

  public synchronized void release(String owner) {
    claims.remove(key(owner));
  }

  /** Releases every owner beneath the id that is not among those to keep. */
  public synchronized void retain(String id, Set<String> owners) {
    String beneath = key(id) + "/";
    claims
        .keySet()
        .removeIf(
            owner ->
                owner.startsWith(beneath) && owners.stream().noneMatch(o -> key(o).equals(owner)));
  }

  public synchronized Optional<String> of(String owner) {
    return Optional.ofNullable(claims.get(key(owner))).map(Claim::address);
  }

  private boolean isFree(String subnetId, String address) {
    return !claims.containsValue(new Claim(key(subnetId), address));
  }

  private String[] prefix(String subnetId) {
    int cut = subnetId.toLowerCase(Locale.ROOT).lastIndexOf("/subnets/");
    if (cut > 0) {
      String name = subnetId.substring(cut + "/subnets/".length());
      for (JsonNode subnet :
          documents
              .get(subnetId.substring(0, cut))
              .map(network -> network.path("properties").path("subnets"))
              .orElseGet(MissingNode::getInstance)) {
        if (subnet.path("name").asText().equalsIgnoreCase(name)) {
          JsonNode properties = subnet.path("properties");
          return properties
              .path("addressPrefix")
              .asText(properties.path("addressPrefixes").path(0).asText())
              .split("/", -1);
        }
      }
    }
    throw new IllegalStateException("Subnet " + subnetId + " is not there");
  }

  private static long size(String[] prefix) {
    return 1L << (32 - Integer.parseInt(prefix[1]));
  }

  private static long toLong(String address) {
    long value = 0;
    for (String octet : address.split("\\.", -1)) {
      value = value << 8 | Integer.parseInt(octet);
    }
    return value;
  }

  private static String toText(long address) {
    return (address >> 24)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  private static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
