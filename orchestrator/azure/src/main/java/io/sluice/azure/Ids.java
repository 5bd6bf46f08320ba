package io.sluice.azure;

import com.azure.core.management.SubResource;
import io.sluice.engine.resource.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Resource ids: {@code /subscriptions/S/resourceGroups/G/providers/N/type/name[/type/name]*}. Azure
 * compares them without regard to case.
 */
final class Ids {
  private Ids() {}

  /** The last segment: the name. */
  static String name(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  /** The segment after {@code key}, e.g. a group's name after {@code resourceGroups}; or null. */
  static @Nullable String after(String id, String key) {
    List<String> segments = segments(id);
    for (int i = 0; i + 1 < segments.size(); i++) {
      if (segments.get(i).equalsIgnoreCase(key)) {
        return segments.get(i + 1);
      }
    }
    return null;
  }

  /** The segment after {@code key}, which must be there. */
  static String require(String id, String key) {
    String value = after(id, key);
    if (value == null) {
      throw new IllegalArgumentException("`" + id + "` has no `" + key + "`");
    }
    return value;
  }

  /** What the id lies within: two segments less. */
  static String parent(String id) {
    String child = id.substring(0, id.lastIndexOf('/'));
    return child.substring(0, child.lastIndexOf('/'));
  }

  static boolean same(@Nullable String one, @Nullable String other) {
    return one == null ? other == null : one.equalsIgnoreCase(other);
  }

  static boolean within(String id, String parent) {
    return id.toLowerCase(Locale.ROOT).startsWith(parent.toLowerCase(Locale.ROOT) + "/");
  }

  /** Without the slash in front: some of the SDK's clients put one there themselves. */
  static String bare(String id) {
    return id.startsWith("/") ? id.substring(1) : id;
  }

  /** {@code West Europe} and {@code westeurope} are one place. */
  static String location(@Nullable String location) {
    return location == null ? "" : location.replace(" ", "").toLowerCase(Locale.ROOT);
  }

  static @Nullable SubResource sub(@Nullable String id) {
    return id == null ? null : new SubResource().withId(id);
  }

  /** What Azure refers to, or null where it refers to nothing. */
  static @Nullable Ref ref(@Nullable SubResource sub) {
    return sub == null ? null : ref(sub.id());
  }

  static @Nullable Ref ref(@Nullable String id) {
    return id == null ? null : Ref.existing(id);
  }

  /** Azure leaves out empty lists. */
  static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static List<String> segments(String id) {
    List<String> segments = new ArrayList<>(List.of(id.split("/", -1)));
    segments.removeIf(String::isEmpty);
    return segments;
  }
}
