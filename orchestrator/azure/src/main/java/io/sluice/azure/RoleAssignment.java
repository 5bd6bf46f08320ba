package io.sluice.azure;

import com.azure.core.util.Context;
import com.azure.resourcemanager.authorization.fluent.models.RoleAssignmentInner;
import com.azure.resourcemanager.authorization.models.PrincipalType;
import com.azure.resourcemanager.authorization.models.RoleAssignmentCreateParameters;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A right on the mailbox: of the machines, and of whoever runs the orchestrator, since owning a
 * subscription gives no right to blobs.
 *
 * <p>An assignment has no tags and its name must be a GUID, so its ownership stands in its
 * description and its name is the identity's token. Azure changes nothing in an assignment but the
 * description. A new one may take minutes until the data plane believes it.
 *
 * @param scope what it is a right on
 * @param role a built-in role
 * @param principal a managed identity's id, or a directory object's id
 * @see <a href="https://learn.microsoft.com/rest/api/authorization/role-assignments">Role
 *     Assignments</a>
 */
public record RoleAssignment(
    @Immutable(why = "Azure changes no role assignment") Ref scope,
    @Immutable(why = "Azure changes no role assignment") String role,
    @Immutable(why = "Azure changes no role assignment") Ref principal)
    implements Resource {
  static final String TYPE = "Microsoft.Authorization/roleAssignments";

  /** The machines' assignment. */
  static final String MACHINES = "machines";

  /** Reads and writes blobs; nothing on the account itself. */
  static final String BLOB_CONTRIBUTOR = "Storage Blob Data Contributor";

  private static final Map<String, String> ROLES =
      Map.of(BLOB_CONTRIBUTOR, "ba92f5b4-2d11-453d-a403-e96b0029c9fe");
  private static final String OPERATOR = "operator-";

  /**
   * The logical id of an operator's assignment: two operators of one stack do not replace another.
   */
  static String operator(Principal principal) {
    return OPERATOR + principal.id();
  }

  /** Ids of what {@link Type#discover} leaves out: the rights of operators that are not us. */
  static List<String> ofOtherOperators(Workspace at) {
    return ours(at).filter(one -> !isShown(at, one)).map(RoleAssignmentInner::id).toList();
  }

  private static boolean isShown(Workspace at, RoleAssignmentInner assignment) {
    String logicalId = tags(assignment.description()).getOrDefault(Identity.ID_TAG, "");
    return !logicalId.startsWith(OPERATOR) || logicalId.equals(operator(at.session().principal()));
  }

  private static Stream<RoleAssignmentInner> ours(Workspace at) {
    return at.roleAssignments().stream()
        .filter(one -> Ids.within(one.id(), at.groupId()))
        .filter(one -> at.identity().owns(tags(one.description())));
  }

  private static Map<String, String> tags(@Nullable String description) {
    Map<String, String> tags = new TreeMap<>();
    for (String word : List.of(description == null ? "" : description).getFirst().split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        tags.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return tags;
  }

  private static String description(Map<String, String> tags) {
    List<String> words = new ArrayList<>();
    new TreeMap<>(tags).forEach((key, value) -> words.add(key + "=" + value));
    return String.join(" ", words);
  }

  /** Its kind. */
  static final class Type extends AzureKind<RoleAssignment> {
    Type(Workspace at) {
      super(at, TYPE, "role assignment");
    }

    @Override
    public String id(String logicalId, int revision) {
      return at.mailboxId()
          + "/providers/"
          + TYPE
          + "/"
          + at.identity().token("roles/" + logicalId, revision);
    }

    @Override
    public Discovery<RoleAssignment> discover() {
      List<Found<RoleAssignment>> owned =
          ours(at)
              .filter(one -> isShown(at, one))
              .map(one -> found(one.id(), tags(one.description()), read(one), null))
              .toList();
      Set<String> foreign = new TreeSet<>();
      at.roleAssignments().stream()
          .filter(one -> !at.identity().owns(tags(one.description())))
          .forEach(one -> foreign.add(one.id()));
      return new Discovery<>(owned, foreign);
    }

    private RoleAssignment read(RoleAssignmentInner assignment) {
      String role = Ids.name(assignment.roleDefinitionId()).toLowerCase(Locale.ROOT);
      return new RoleAssignment(
          Ref.existing(assignment.scope()),
          ROLES.entrySet().stream()
              .filter(entry -> entry.getValue().equals(role))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse(role),
          Ref.existing(
              at.identities().stream()
                  .filter(one -> one.principalId() != null)
                  .filter(one -> Ids.same(one.principalId().toString(), assignment.principalId()))
                  .map(one -> one.id())
                  .findFirst()
                  .orElse(assignment.principalId())));
    }

    @Override
    public String create(Wanted<RoleAssignment> wanted) {
      RoleAssignment resource = wanted.resource();
      RoleAssignmentCreateParameters body =
          new RoleAssignmentCreateParameters()
              .withRoleDefinitionId(
                  "/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s"
                      .formatted(at.subscription(), ROLES.get(resource.role())))
              .withDescription(description(wanted.tags()));
      String principal = wanted.refs().id(resource.principal());
      if (principal.startsWith("/")) {
        String name = Ids.name(principal);
        body.withPrincipalId(
                at.clients()
                    .msi()
                    .getUserAssignedIdentities()
                    .getByResourceGroup(at.group(), name)
                    .principalId()
                    .toString())
            // Named, so that Azure does not look up an identity too young to be found.
            .withPrincipalType(PrincipalType.SERVICE_PRINCIPAL);
      } else {
        String type = at.session().principal().type();
        body.withPrincipalId(principal)
            .withPrincipalType(type == null ? null : PrincipalType.fromString(type));
      }
      String id = id(wanted.logicalId(), wanted.revision());
      return at.clients()
          .roles()
          .getRoleAssignments()
          .create(Ids.bare(wanted.refs().id(resource.scope())), Ids.name(id), body)
          .id();
    }

    @Override
    public void update(Found<RoleAssignment> found, Wanted<RoleAssignment> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<RoleAssignment> found) {
      Workspace.gone(
          () ->
              at.clients()
                  .roles()
                  .getRoleAssignments()
                  .deleteByIdWithResponse(Ids.bare(found.id()), null, Context.NONE));
    }
  }
}
