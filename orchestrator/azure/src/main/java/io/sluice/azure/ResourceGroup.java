package io.sluice.azure;

import com.azure.resourcemanager.resources.fluent.models.GenericResourceExpandedInner;
import com.azure.resourcemanager.resources.fluent.models.ResourceGroupInner;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The group that everything of a stack lies in.
 *
 * <p>Azure deletes a group with all that is in it. So ours is deleted only when nothing is left in
 * it; and a group that was there before us carries no tag of ours, is used, and stays.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/resources/resource-groups">Resource Groups</a>
 */
public record ResourceGroup(@Fixed(why = AzureKind.STAYS) String location) implements Resource {
  static final String TYPE = "Microsoft.Resources/resourceGroups";
  static final String ID = "group";

  /** Its kind. */
  static final class Type extends AzureKind<ResourceGroup> {
    Type(Workspace at) {
      super(at, TYPE, "resource group");
    }

    @Override
    public String id(String logicalId, int revision) {
      return at.groupId();
    }

    @Override
    public Discovery<ResourceGroup> discover() {
      return discovery(
          at.resourceGroup().filter(group -> !at.groupIsForeign()).stream().toList(),
          group -> new ResourceGroup(Ids.location(group.location())),
          group -> group.properties() == null ? null : group.properties().provisioningState());
    }

    @Override
    public String create(Wanted<ResourceGroup> wanted) {
      ResourceGroupInner body = new ResourceGroupInner();
      body.withLocation(wanted.resource().location()).withTags(wanted.tags());
      return at.clients().resources().getResourceGroups().createOrUpdate(at.group(), body).id();
    }

    @Override
    public void update(Found<ResourceGroup> found, Wanted<ResourceGroup> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<ResourceGroup> found) {
      Workspace.gone(
          () -> {
            refuseUnlessEmpty();
            at.clients().resources().getResourceGroups().delete(at.group());
          });
    }

    private void refuseUnlessEmpty() {
      List<GenericResourceExpandedInner> left =
          at.clients().resources().getResources().listByResourceGroup(at.group()).stream().toList();
      if (left.isEmpty()) {
        return;
      }
      String names =
          left.stream()
              .map(one -> one.type() + " `" + one.name() + "`")
              .sorted()
              .collect(Collectors.joining(", "));
      Problem problem =
          Problem.error(
                  "azure.group-not-empty",
                  "The resource group `%s` stays: it still holds %s.".formatted(at.group(), names))
              .withHint("Remove what you do not need, then run destroy again.");
      // What is ours has been deleted; the group's listing may be a few seconds behind.
      if (left.stream().allMatch(one -> at.identity().owns(one.tags()))) {
        throw new FailureException(new Failure(Failure.Type.NOT_YET, null, problem));
      }
      throw new ProblemException(problem);
    }
  }
}
