package io.sluice.azure;

import com.azure.resourcemanager.monitor.fluent.models.AutoscaleProfileInner;
import com.azure.resourcemanager.monitor.fluent.models.AutoscaleSettingResourceInner;
import com.azure.resourcemanager.monitor.fluent.models.ScaleRuleInner;
import com.azure.resourcemanager.monitor.models.ComparisonOperationType;
import com.azure.resourcemanager.monitor.models.MetricStatisticType;
import com.azure.resourcemanager.monitor.models.MetricTrigger;
import com.azure.resourcemanager.monitor.models.ScaleAction;
import com.azure.resourcemanager.monitor.models.ScaleCapacity;
import com.azure.resourcemanager.monitor.models.ScaleDirection;
import com.azure.resourcemanager.monitor.models.ScaleType;
import com.azure.resourcemanager.monitor.models.TimeAggregationType;
import io.sluice.engine.blueprint.Scale;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.time.Duration;
import java.util.List;

/**
 * Grows and shrinks the fleet by one machine at a time, on what its machines receive.
 *
 * <p>The metric {@code Network In Total} counts bytes per machine; over a grain of one minute and
 * averaged over the machines it is bytes per minute per machine. What a machine receives is what it
 * inspects plus the 50 bytes per packet of VXLAN. In-scaling starts below half of the limit, so
 * that one machine fewer does not at once call for one more. Azure looks at five minutes at least.
 *
 * @param target the scale set
 * @param outAbove bytes per minute and machine
 * @param inBelow bytes per minute and machine
 * @param cooldownSeconds after a scaling before the next, at least 60
 * @see <a href="https://learn.microsoft.com/rest/api/monitor/autoscale-settings">Autoscale
 *     Settings</a>
 */
public record AutoscaleSetting(
    @Fixed(why = AzureKind.STAYS) String location,
    Ref target,
    int min,
    int max,
    long outAbove,
    long inBelow,
    long cooldownSeconds)
    implements Resource {
  static final String TYPE = "Microsoft.Insights/autoscaleSettings";
  static final String METRIC = "Network In Total";

  static AutoscaleSetting of(String location, Ref target, Scale scale) {
    long bytesPerMinute = Math.multiplyExact(scale.throughput().bitsPerSecond(), 60L) / 8;
    return new AutoscaleSetting(
        location,
        target,
        scale.min(),
        scale.max(),
        bytesPerMinute,
        bytesPerMinute / 2,
        scale.cooldown().toSeconds());
  }

  /** Its kind. */
  static final class Type extends AzureKind<AutoscaleSetting> {
    Type(Workspace at) {
      super(at, TYPE, "autoscale setting");
    }

    @Override
    public Discovery<AutoscaleSetting> discover() {
      return discovery(
          at.inGroup(
              "autoscale settings",
              () ->
                  at
                      .clients()
                      .monitor()
                      .getAutoscaleSettings()
                      .listByResourceGroup(at.group())
                      .stream()),
          Type::read,
          setting -> null);
    }

    private static AutoscaleSetting read(AutoscaleSettingResourceInner setting) {
      AutoscaleProfileInner profile =
          Ids.list(setting.profiles()).stream().findFirst().orElseGet(AutoscaleProfileInner::new);
      ScaleCapacity capacity =
          profile.capacity() == null ? new ScaleCapacity() : profile.capacity();
      ScaleRuleInner out = rule(profile, ScaleDirection.INCREASE);
      ScaleRuleInner in = rule(profile, ScaleDirection.DECREASE);
      // Switched off by hand, it scales nothing: reads as bounds that no blueprint has.
      boolean off = Boolean.FALSE.equals(setting.enabled());
      return new AutoscaleSetting(
          Ids.location(setting.location()),
          Ref.existing(String.valueOf(setting.targetResourceUri())),
          off ? 0 : number(capacity.minimum()),
          off ? 0 : number(capacity.maximum()),
          threshold(out),
          threshold(in),
          out.scaleAction() == null ? 0 : out.scaleAction().cooldown().toSeconds());
    }

    private static ScaleRuleInner rule(AutoscaleProfileInner profile, ScaleDirection direction) {
      return Ids.list(profile.rules()).stream()
          .filter(rule -> rule.scaleAction() != null && rule.metricTrigger() != null)
          .filter(rule -> rule.scaleAction().direction() == direction)
          .filter(rule -> METRIC.equals(rule.metricTrigger().metricName()))
          .findFirst()
          .orElseGet(ScaleRuleInner::new);
    }

    private static long threshold(ScaleRuleInner rule) {
      return rule.metricTrigger() == null ? 0 : Math.round(rule.metricTrigger().threshold());
    }

    private static int number(String text) {
      return text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    @Override
    public String create(Wanted<AutoscaleSetting> wanted) {
      AutoscaleSetting resource = wanted.resource();
      String target = wanted.refs().id(resource.target());
      AutoscaleProfileInner profile =
          new AutoscaleProfileInner()
              .withName("throughput")
              .withCapacity(
                  new ScaleCapacity()
                      .withMinimum(Integer.toString(resource.min()))
                      .withMaximum(Integer.toString(resource.max()))
                      .withDefaultProperty(Integer.toString(resource.min())))
              .withRules(
                  List.of(
                      write(target, resource, resource.outAbove(), ScaleDirection.INCREASE),
                      write(target, resource, resource.inBelow(), ScaleDirection.DECREASE)));
      AutoscaleSettingResourceInner body =
          new AutoscaleSettingResourceInner()
              .withLocation(resource.location())
              .withTags(wanted.tags())
              .withNamePropertiesName(resourceName(wanted))
              .withEnabled(true)
              .withTargetResourceUri(target)
              .withProfiles(List.of(profile));
      return at.clients()
          .monitor()
          .getAutoscaleSettings()
          .createOrUpdate(at.group(), resourceName(wanted), body)
          .id();
    }

    private static ScaleRuleInner write(
        String target, AutoscaleSetting resource, long threshold, ScaleDirection direction) {
      return new ScaleRuleInner()
          .withMetricTrigger(
              new MetricTrigger()
                  .withMetricName(METRIC)
                  .withMetricResourceUri(target)
                  .withTimeGrain(Duration.ofMinutes(1))
                  .withStatistic(MetricStatisticType.AVERAGE)
                  .withTimeWindow(Duration.ofMinutes(5))
                  .withTimeAggregation(TimeAggregationType.AVERAGE)
                  .withOperator(
                      direction == ScaleDirection.INCREASE
                          ? ComparisonOperationType.GREATER_THAN
                          : ComparisonOperationType.LESS_THAN)
                  .withThreshold((double) threshold))
          .withScaleAction(
              new ScaleAction()
                  .withDirection(direction)
                  .withType(ScaleType.CHANGE_COUNT)
                  .withValue("1")
                  .withCooldown(Duration.ofSeconds(resource.cooldownSeconds())));
    }

    @Override
    public void update(Found<AutoscaleSetting> found, Wanted<AutoscaleSetting> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<AutoscaleSetting> found) {
      Workspace.gone(
          () ->
              at.clients()
                  .monitor()
                  .getAutoscaleSettings()
                  .delete(at.group(), Ids.name(found.id())));
    }
  }
}
