import type {
  ProducerModuleHealthCheck,
  ProducerModuleInputs,
  ProducerModulePort,
  ProducerModuleTarget,
} from './module-inputs.ts';

/** A module's variables: the spelling is the module's, nested too, because Terraform takes them as they are. */
export type ModuleVariables = Readonly<Record<string, unknown>>;

/**
 * The inputs in the module's spelling. Written out rather than converted by rule: names of ports, targets, zones and tags are
 * the author's and must stay as they are, and a renamed variable must fail to compile or to pass its test, not at the customer's.
 */
export function moduleVariables(inputs: ProducerModuleInputs): ModuleVariables {
  const { privateDns, connectionNotifications, existingLoadBalancer, accessLogs } = inputs;
  return written({
    name: inputs.name,
    customer_name: inputs.customerName,
    tray_org_id: inputs.trayOrgId,
    allowed_principals: inputs.allowedPrincipals,
    allowed_principals_by_name: inputs.allowedPrincipalsByName,
    ports: mapValues(inputs.ports, portVariables),
    accepted_endpoint_ids: inputs.acceptedEndpointIds,
    accepted_endpoint_ids_by_name: inputs.acceptedEndpointIdsByName,
    acceptance_required: inputs.acceptanceRequired,
    accept_every_request_without_review: inputs.acceptEveryRequestWithoutReview,
    supported_regions: inputs.supportedRegions,
    supported_ip_address_types: inputs.supportedIpAddressTypes,
    private_dns:
      privateDns &&
      written({
        name: privateDns.name,
        route53: privateDns.route53 && { zone_id: privateDns.route53.zoneId },
        record_exists: privateDns.recordExists,
      }),
    private_dns_record_ids: inputs.privateDnsRecordIds,
    connection_notifications:
      connectionNotifications &&
      written({
        topic: connectionNotifications.topic && { arn: connectionNotifications.topic.arn },
        events: connectionNotifications.events,
        kms_key_id: connectionNotifications.kmsKeyId,
      }),
    notification_topic_policy_ids: inputs.notificationTopicPolicyIds,
    vpc_id: inputs.vpcId,
    subnets: inputs.subnets,
    existing_load_balancer:
      existingLoadBalancer &&
      written({
        arn: existingLoadBalancer.arn,
        allow_without_security_group: existingLoadBalancer.allowWithoutSecurityGroup,
      }),
    load_balancer_name: inputs.loadBalancerName,
    load_balancer_without_security_group: inputs.loadBalancerWithoutSecurityGroup,
    security_group_ids: inputs.securityGroupIds,
    security_group_ids_by_name: inputs.securityGroupIdsByName,
    security_group_rules_by_port: inputs.securityGroupRulesByPort,
    enforce_security_group_inbound_rules_on_private_link_traffic:
      inputs.enforceSecurityGroupInboundRulesOnPrivateLinkTraffic,
    ingress_cidr_blocks: inputs.ingressCidrBlocks,
    egress_cidr_blocks: inputs.egressCidrBlocks,
    ip_address_type: inputs.ipAddressType,
    enable_deletion_protection: inputs.enableDeletionProtection,
    access_logs: accessLogs && written({ bucket: accessLogs.bucket, prefix: accessLogs.prefix }),
    tags: inputs.tags,
  });
}

function portVariables(port: ProducerModulePort): ModuleVariables {
  return written({
    port: port.port,
    protocol: port.protocol,
    tls_server_name: port.tlsServerName,
    certificate_arn: port.certificateArn,
    ssl_policy: port.sslPolicy,
    alpn_policy: port.alpnPolicy,
    tcp_idle_timeout_seconds: port.tcpIdleTimeoutSeconds,
    target_type: port.targetType,
    target_port: port.targetPort,
    target_protocol: port.targetProtocol,
    targets: port.targets && mapValues(port.targets, targetVariables),
    health_check: port.healthCheck && healthCheckVariables(port.healthCheck),
    proxy_protocol_v2: port.proxyProtocolV2,
    deregistration_delay: port.deregistrationDelay,
    connection_termination: port.connectionTermination,
    existing_target_group: port.existingTargetGroup && { arn: port.existingTargetGroup.arn },
    existing_listener: port.existingListener,
  });
}

function targetVariables(target: ProducerModuleTarget): ModuleVariables {
  return written({ id: target.id, port: target.port, availability_zone: target.availabilityZone });
}

function healthCheckVariables(check: ProducerModuleHealthCheck): ModuleVariables {
  return written({
    protocol: check.protocol,
    port: check.port,
    path: check.path,
    matcher: check.matcher,
    interval: check.interval,
    timeout: check.timeout,
    healthy_threshold: check.healthyThreshold,
    unhealthy_threshold: check.unhealthyThreshold,
  });
}

/** Only what the author wrote: an absent input leaves the module its default, which a null would override. */
function written(variables: ModuleVariables): ModuleVariables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}

function mapValues<T>(
  record: Readonly<Record<string, T>>,
  convert: (value: T) => ModuleVariables,
): ModuleVariables {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
