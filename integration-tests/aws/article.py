"""The article's flow by boto3 against a sandbox, each answer held against botocore's own models.

    article.py ENDPOINT NAME

An answer must not hold an element that its model does not know, nor an enum's value that the model
does not list, and must hold a value for each member that the flow asks for.
"""

import json
import sys
import time
import xml.etree.ElementTree as xml

import boto3
import botocore.config

ENDPOINT, NAME = sys.argv[1:3]
VPC = "vpc-0a1b2c3d4e5f60001"
SUBNETS = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
judged = {"answers": 0, "elements": 0}
faults = []


def tag(element):
    return element.tag.rsplit("}", 1)[-1]


def members(shape, ec2):
    names = {}
    for name, member in shape.members.items():
        wire = member.serialization.get("name", name)
        if member.type_name == "list" and member.serialization.get("flattened"):
            wire = member.member.serialization.get("name", wire)
        names[wire] = member
    return names


def judge(element, shape, path, ec2):
    judged["elements"] += 1
    if shape.type_name == "structure":
        known = members(shape, ec2)
        for child in element:
            if tag(child) not in known:
                faults.append(f"{path}: no member {tag(child)} in {shape.name}")
            else:
                judge(child, known[tag(child)], f"{path}.{tag(child)}", ec2)
    elif shape.type_name == "list":
        if shape.serialization.get("flattened"):
            judge(element, shape.member, path, ec2)
            return
        wire = shape.member.serialization.get("name", "item" if ec2 else "member")
        for child in element:
            if tag(child) != wire:
                faults.append(f"{path}: a list's element is {tag(child)}, not {wire}")
            else:
                judge(child, shape.member, f"{path}[]", ec2)
    elif shape.type_name == "map":
        return
    else:
        text = element.text or ""
        if len(element):
            faults.append(f"{path}: a {shape.type_name} has children")
        # EC2 writes an endpoint's state in small letters, its model in capitals
        known = [value.lower() for value in getattr(shape, "enum", None) or []]
        if known and text.lower() not in known:
            faults.append(f"{path}: {text!r} is none of {shape.name}")
        if shape.type_name == "boolean" and text not in ("true", "false"):
            faults.append(f"{path}: {text!r} is no boolean")
        if shape.type_name in ("integer", "long") and not text.lstrip("-").isdigit():
            faults.append(f"{path}: {text!r} is no number")


def answered(http_response, parsed, model, **_):
    protocol = model.service_model.metadata["protocol"]
    if http_response.status_code >= 300 or protocol not in ("ec2", "query"):
        return
    root = xml.fromstring(http_response.content)
    judged["answers"] += 1
    ec2 = protocol == "ec2"
    envelope = {"requestId", "RequestId"} if ec2 else {"ResponseMetadata"}
    body = [child for child in root if tag(child) not in envelope]
    if not ec2:
        body = list(body[0]) if body else []
    holder = xml.Element("answer")
    holder.extend(body)
    if model.output_shape is not None:
        judge(holder, model.output_shape, model.name, ec2)
    elif len(holder):
        faults.append(f"{model.name}: an answer where the model has none")


def client(service):
    made = boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="eu-west-1",
        aws_access_key_id="stranger",
        aws_secret_access_key="secret",
        config=botocore.config.Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
    )
    made.meta.events.register("after-call.*.*", answered)
    return made


def until(what, done):
    for _ in range(120):
        if done():
            return
        time.sleep(0.5)
    raise SystemExit(f"FAILED: {what} does not come")


ec2, elb, asg, cloudwatch = map(client, ["ec2", "elbv2", "autoscaling", "cloudwatch"])
iam, sts, s3 = map(client, ["iam", "sts", "s3"])

assert sts.get_caller_identity()["Account"] == "123456789012"
for describe in ["regions", "availability_zones", "vpcs", "subnets", "route_tables", "security_groups",
                 "network_interfaces", "instances", "tags", "vpc_endpoints", "launch_templates"]:
    getattr(ec2, f"describe_{describe}")()
pages = list(ec2.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 20}))
assert len(pages) >= 3, pages
ids = [i["InstanceId"] for p in pages for r in p["Reservations"] for i in r["Instances"]]
assert len(ids) == len(set(ids)) >= 55

bucket = NAME
s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
s3.put_object(Bucket=bucket, Key="config/a b.yaml", Body=b"x" * 100_000)
assert s3.get_object(Bucket=bucket, Key="config/a b.yaml")["Body"].read() == b"x" * 100_000
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
         "Principal": {"Service": "ec2.amazonaws.com"}}]}
iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(trust))
iam.create_instance_profile(InstanceProfileName=NAME)
iam.add_role_to_instance_profile(InstanceProfileName=NAME, RoleName=NAME)
assert iam.get_instance_profile(InstanceProfileName=NAME)["InstanceProfile"]["Roles"][0]["RoleName"] == NAME

gateway = elb.create_load_balancer(Name=NAME, Type="gateway", Subnets=SUBNETS)["LoadBalancers"][0]
arn = gateway["LoadBalancerArn"]
assert ":loadbalancer/gwy/" in arn, arn
until("the gateway load balancer", lambda: elb.describe_load_balancers(
    LoadBalancerArns=[arn])["LoadBalancers"][0]["State"]["Code"] == "active")
group = elb.create_target_group(
    Name=NAME, Protocol="GENEVE", Port=6081, VpcId=VPC, TargetType="instance",
    HealthCheckProtocol="HTTP", HealthCheckPort="8080", HealthCheckPath="/health")["TargetGroups"][0]["TargetGroupArn"]
elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=[
    {"Key": "target_failover.on_deregistration", "Value": "rebalance"},
    {"Key": "target_failover.on_unhealthy", "Value": "rebalance"}])
elb.describe_target_group_attributes(TargetGroupArn=group)
elb.describe_load_balancer_attributes(LoadBalancerArn=arn)
elb.create_listener(LoadBalancerArn=arn, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
elb.describe_listeners(LoadBalancerArn=arn)
elb.describe_tags(ResourceArns=[arn, group])

service = ec2.create_vpc_endpoint_service_configuration(
    GatewayLoadBalancerArns=[arn], AcceptanceRequired=False)["ServiceConfiguration"]
endpoint = ec2.create_vpc_endpoint(
    VpcEndpointType="GatewayLoadBalancer", VpcId=VPC, ServiceName=service["ServiceName"],
    SubnetIds=SUBNETS[:1])["VpcEndpoint"]["VpcEndpointId"]
until("the endpoint", lambda: ec2.describe_vpc_endpoints(
    VpcEndpointIds=[endpoint])["VpcEndpoints"][0]["State"] == "available")
target = ec2.create_traffic_mirror_target(GatewayLoadBalancerEndpointId=endpoint)["TrafficMirrorTarget"]["TrafficMirrorTargetId"]
mirror = ec2.create_traffic_mirror_filter(Description=NAME)["TrafficMirrorFilter"]["TrafficMirrorFilterId"]
for number in range(1, 11):
    ec2.create_traffic_mirror_filter_rule(
        TrafficMirrorFilterId=mirror, TrafficDirection="ingress", RuleNumber=number, RuleAction="accept",
        Protocol=6, DestinationPortRange={"FromPort": number, "ToPort": number + 1},
        SourceCidrBlock="0.0.0.0/0", DestinationCidrBlock="10.0.0.0/8")
ec2.describe_traffic_mirror_filters()
source = ec2.describe_network_interfaces(Filters=[
    {"Name": "subnet-id", "Values": SUBNETS[:1]}, {"Name": "attachment.device-index", "Values": ["0"]}])["NetworkInterfaces"][0]["NetworkInterfaceId"]
session = ec2.create_traffic_mirror_session(
    NetworkInterfaceId=source, TrafficMirrorTargetId=target, TrafficMirrorFilterId=mirror,
    SessionNumber=9, VirtualNetworkId=1234, PacketLength=100)["TrafficMirrorSession"]
assert session["VirtualNetworkId"] == 1234 and session["PacketLength"] == 100, session
ec2.modify_traffic_mirror_session(TrafficMirrorSessionId=session["TrafficMirrorSessionId"], RemoveFields=["packet-length"])
assert "PacketLength" not in ec2.describe_traffic_mirror_sessions()["TrafficMirrorSessions"][0]

template = ec2.create_launch_template(LaunchTemplateName=NAME, LaunchTemplateData={
    "ImageId": "ami-0123456789abcdef0", "InstanceType": "c6in.xlarge"})["LaunchTemplate"]["LaunchTemplateId"]
ec2.describe_launch_template_versions(LaunchTemplateId=template)
asg.create_auto_scaling_group(
    AutoScalingGroupName=NAME, MinSize=1, MaxSize=3, VPCZoneIdentifier=",".join(SUBNETS),
    LaunchTemplate={"LaunchTemplateId": template, "Version": "1"}, TargetGroupARNs=[group])
asg.put_lifecycle_hook(AutoScalingGroupName=NAME, LifecycleHookName="drain", HeartbeatTimeout=60,
                       LifecycleTransition="autoscaling:EC2_INSTANCE_TERMINATING", DefaultResult="CONTINUE")
asg.put_scaling_policy(
    AutoScalingGroupName=NAME, PolicyName="throughput", PolicyType="TargetTrackingScaling",
    TargetTrackingConfiguration={"PredefinedMetricSpecification": {
        "PredefinedMetricType": "ASGAverageNetworkIn"}, "TargetValue": 1e9})
until("an instance in service", lambda: [i["LifecycleState"] for i in asg.describe_auto_scaling_groups(
    AutoScalingGroupNames=[NAME])["AutoScalingGroups"][0]["Instances"]] == ["InService"])
asg.describe_lifecycle_hooks(AutoScalingGroupName=NAME)
asg.describe_policies(AutoScalingGroupName=NAME)
asg.describe_scaling_activities(AutoScalingGroupName=NAME)
asg.describe_auto_scaling_instances()
elb.describe_target_health(TargetGroupArn=group)
cloudwatch.describe_alarms()
cloudwatch.list_metrics(Namespace="AWS/EC2")

ec2.delete_traffic_mirror_session(TrafficMirrorSessionId=session["TrafficMirrorSessionId"])
ec2.delete_traffic_mirror_target(TrafficMirrorTargetId=target)
ec2.delete_traffic_mirror_filter(TrafficMirrorFilterId=mirror)
ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
until("the endpoint's end", lambda: not [e for e in ec2.describe_vpc_endpoints()["VpcEndpoints"]
                                         if e["VpcEndpointId"] == endpoint and e["State"] != "deleted"])
ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service["ServiceId"]])
asg.delete_lifecycle_hook(AutoScalingGroupName=NAME, LifecycleHookName="drain")
asg.delete_auto_scaling_group(AutoScalingGroupName=NAME, ForceDelete=True)
until("the group's end", lambda: not asg.describe_auto_scaling_groups(AutoScalingGroupNames=[NAME])["AutoScalingGroups"])
elb.delete_load_balancer(LoadBalancerArn=arn)
elb.delete_target_group(TargetGroupArn=group)
ec2.delete_launch_template(LaunchTemplateId=template)
iam.remove_role_from_instance_profile(InstanceProfileName=NAME, RoleName=NAME)
iam.delete_instance_profile(InstanceProfileName=NAME)
iam.delete_role(RoleName=NAME)
s3.delete_object(Bucket=bucket, Key="config/a b.yaml")
s3.delete_bucket(Bucket=bucket)

for fault in sorted(set(faults)):
    print(f"FAILED: {fault}", file=sys.stderr)
print(f"the article by boto3: {judged['answers']} answers, {judged['elements']} elements held against "
      f"botocore's models, {len(set(faults))} faults")
sys.exit(1 if faults else 0)
