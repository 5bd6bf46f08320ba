#!/bin/bash
# The article's flow by the aws command against a sandbox: network load balancer, target group,
# listener, launch template, Auto Scaling group, then traffic mirror target, filter, rules, session;
# each step checked by what describe-* returns, and all of it taken away again.
#   article.sh ENDPOINT NAME
set -euo pipefail
endpoint=$1
name=$2
vpc=vpc-0a1b2c3d4e5f60001
subnet_a=subnet-0a1b2c3d4e5f60001
subnet_b=subnet-0a1b2c3d4e5f60002
export AWS_ACCESS_KEY_ID=stranger AWS_SECRET_ACCESS_KEY=secret AWS_DEFAULT_REGION=eu-west-1
export AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true

ask() { timeout 60 "${AWS:-aws}" --endpoint-url "$endpoint" --output text "$@"; }
checks=0
# is WHAT EXPECTED ACTUAL
is() {
  if [ "$2" != "$3" ]; then
    echo "FAILED: $1 is \`$3\` and should be \`$2\`" >&2
    exit 1
  fi
  checks=$((checks + 1))
  echo "ok: $1 is $2"
}

is "the caller's account" 123456789012 "$(ask sts get-caller-identity --query Account)"
is "the VPC's range" 10.60.0.0/16 \
  "$(ask ec2 describe-vpcs --vpc-ids $vpc --query 'Vpcs[0].CidrBlock')"

group=$(ask ec2 create-security-group --group-name "$name" --description appliances --vpc-id $vpc \
  --tag-specifications "ResourceType=security-group,Tags=[{Key=article,Value=$name}]" --query GroupId)
ask ec2 authorize-security-group-ingress --group-id "$group" --protocol udp --port 4789 \
  --cidr 10.60.0.0/16 >/dev/null
is "the group's ingress" "udp 4789" "$(ask ec2 describe-security-groups --group-ids "$group" \
  --query 'SecurityGroups[0].IpPermissions[0].[IpProtocol,FromPort]' | tr '\t' ' ')"

template=$(ask ec2 create-launch-template --launch-template-name "$name" --launch-template-data \
  "{\"ImageId\":\"ami-0123456789abcdef0\",\"InstanceType\":\"c6in.xlarge\",\"SecurityGroupIds\":[\"$group\"]}" \
  --query LaunchTemplate.LaunchTemplateId)
is "the template's version" 1 "$(ask ec2 describe-launch-templates --launch-template-ids "$template" \
  --query 'LaunchTemplates[0].LatestVersionNumber')"

balancer=$(ask elbv2 create-load-balancer --name "$name" --type network --scheme internal \
  --subnets $subnet_a $subnet_b --query 'LoadBalancers[0].LoadBalancerArn')
ask elbv2 wait load-balancer-available --load-balancer-arns "$balancer"
is "the balancer's state" active "$(ask elbv2 describe-load-balancers --names "$name" \
  --query 'LoadBalancers[0].State.Code')"
targets=$(ask elbv2 create-target-group --name "$name" --protocol UDP --port 4789 --vpc-id $vpc \
  --target-type instance --health-check-protocol TCP --health-check-port 8080 \
  --query 'TargetGroups[0].TargetGroupArn')
listener=$(ask elbv2 create-listener --load-balancer-arn "$balancer" --protocol UDP --port 4789 \
  --default-actions "Type=forward,TargetGroupArn=$targets" --query 'Listeners[0].ListenerArn')
is "the listener" "UDP 4789" "$(ask elbv2 describe-listeners --load-balancer-arn "$balancer" \
  --query 'Listeners[0].[Protocol,Port]' | tr '\t' ' ')"

ask autoscaling create-auto-scaling-group --auto-scaling-group-name "$name" --min-size 2 \
  --max-size 4 --launch-template "LaunchTemplateId=$template,Version=1" \
  --vpc-zone-identifier "$subnet_a,$subnet_b" --target-group-arns "$targets" \
  --tags "Key=article,Value=$name,PropagateAtLaunch=true"
for _ in $(seq 60); do
  in_service=$(ask autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$name" \
    --query 'length(AutoScalingGroups[0].Instances[?LifecycleState==`InService`])')
  [ "$in_service" = 2 ] && break
  sleep 0.5
done
is "the number of instances in service" 2 "$in_service"
is "the zones they are in" 2 "$(ask autoscaling describe-auto-scaling-groups \
  --auto-scaling-group-names "$name" --query 'AutoScalingGroups[0].Instances[].AvailabilityZone' |
  tr '\t' '\n' | sort -u | wc -l)"
is "the number of registered targets" 2 "$(ask elbv2 describe-target-health \
  --target-group-arn "$targets" --query 'length(TargetHealthDescriptions)')"
is "a propagated tag" 2 "$(ask ec2 describe-instances --filters "Name=tag:article,Values=$name" \
  Name=instance-state-name,Values=running --query 'length(Reservations[].Instances[])')"

target=$(ask ec2 create-traffic-mirror-target --network-load-balancer-arn "$balancer" \
  --description "$name" --query TrafficMirrorTarget.TrafficMirrorTargetId)
filter=$(ask ec2 create-traffic-mirror-filter --description "$name" \
  --query TrafficMirrorFilter.TrafficMirrorFilterId)
ask ec2 modify-traffic-mirror-filter-network-services --traffic-mirror-filter-id "$filter" \
  --add-network-services amazon-dns >/dev/null
for direction in ingress egress; do
  ask ec2 create-traffic-mirror-filter-rule --traffic-mirror-filter-id "$filter" \
    --traffic-direction $direction --rule-number 100 --rule-action accept --protocol 6 \
    --source-cidr-block 0.0.0.0/0 --destination-cidr-block 0.0.0.0/0 >/dev/null
done
is "the filter's rules and services" "1 1 amazon-dns" "$(ask ec2 describe-traffic-mirror-filters \
  --traffic-mirror-filter-ids "$filter" \
  --query 'TrafficMirrorFilters[0].[length(IngressFilterRules),length(EgressFilterRules),NetworkServices[0]]' |
  tr '\t' ' ')"
source=$(ask ec2 describe-network-interfaces \
  --filters Name=subnet-id,Values=$subnet_a Name=attachment.device-index,Values=0 \
  --query 'NetworkInterfaces[0].NetworkInterfaceId')
session=$(ask ec2 create-traffic-mirror-session --network-interface-id "$source" \
  --traffic-mirror-target-id "$target" --traffic-mirror-filter-id "$filter" --session-number 7 \
  --virtual-network-id 4711 --query TrafficMirrorSession.TrafficMirrorSessionId)
is "the session" "$source 7 4711" "$(ask ec2 describe-traffic-mirror-sessions \
  --traffic-mirror-session-ids "$session" \
  --query 'TrafficMirrorSessions[0].[NetworkInterfaceId,SessionNumber,VirtualNetworkId]' | tr '\t' ' ')"

# refused WHAT CODE COMMAND...: AWS's error codes
refused() {
  local what=$1 code=$2 said
  shift 2
  if said=$(ask "$@" 2>&1); then
    echo "FAILED: $what is not refused" >&2
    exit 1
  fi
  case $said in
    *"($code)"*) is "what refuses $what" "$code" "$code" ;;
    *) is "what refuses $what" "$code" "$said" ;;
  esac
}
refused "a filter in use" TrafficMirrorFilterInUse ec2 delete-traffic-mirror-filter \
  --traffic-mirror-filter-id "$filter"
refused "a group in use" DependencyViolation ec2 delete-security-group --group-id "$group"
refused "a dry run" DryRunOperation ec2 delete-traffic-mirror-session \
  --traffic-mirror-session-id "$session" --dry-run
refused "an unknown session" InvalidTrafficMirrorSessionId.NotFound ec2 \
  describe-traffic-mirror-sessions --traffic-mirror-session-ids tms-0123456789abcdef0
other=$(ask elbv2 create-target-group --name "$name-other" --protocol UDP --port 4789 --vpc-id $vpc \
  --query 'TargetGroups[0].TargetGroupArn')
refused "a second listener" DuplicateListener elbv2 create-listener --load-balancer-arn "$balancer" \
  --protocol UDP --port 4789 --default-actions "Type=forward,TargetGroupArn=$other"
ask elbv2 delete-target-group --target-group-arn "$other"
refused "a target group in use" ResourceInUse elbv2 delete-target-group --target-group-arn "$targets"

ask ec2 delete-traffic-mirror-session --traffic-mirror-session-id "$session" >/dev/null
ask ec2 delete-traffic-mirror-target --traffic-mirror-target-id "$target" >/dev/null
ask ec2 delete-traffic-mirror-filter --traffic-mirror-filter-id "$filter" >/dev/null
ask autoscaling delete-auto-scaling-group --auto-scaling-group-name "$name" --force-delete
for _ in $(seq 60); do
  left=$(ask autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$name" \
    --query 'length(AutoScalingGroups)')
  [ "$left" = 0 ] && break
  sleep 0.5
done
is "the number of groups left" 0 "$left"
ask elbv2 delete-listener --listener-arn "$listener"
ask elbv2 delete-load-balancer --load-balancer-arn "$balancer"
ask elbv2 delete-target-group --target-group-arn "$targets"
ask ec2 delete-launch-template --launch-template-id "$template" >/dev/null
for _ in $(seq 60); do
  running=$(ask ec2 describe-instances --filters "Name=tag:article,Values=$name" \
    Name=instance-state-name,Values=pending,running,shutting-down \
    --query 'length(Reservations[].Instances[])')
  [ "$running" = 0 ] && break
  sleep 0.5
done
ask ec2 delete-security-group --group-id "$group" >/dev/null
is "what is left of it" "0 0" "$(ask ec2 describe-security-groups \
  --filters "Name=group-name,Values=$name" --query 'length(SecurityGroups)') $(ask elbv2 \
  describe-load-balancers --query "length(LoadBalancers[?LoadBalancerName=='$name'])")"
echo "the article by the aws command: $checks checks"
