import type { Protocol } from '../../domain/ports.ts';

/**
 * Inputs of modules/privatelink-producer, in camel case; absent means the module's own default. Which is which, and what each
 * means, is told in the module's README.
 */
export interface ProducerModuleInputs {
  /** Name of the load balancer and the endpoint service; at most 32 letters, digits and hyphens. */
  readonly name: string;
  readonly customerName: string;
  readonly trayOrgId: string;
  /** ARNs of roles, users or account roots; never a wildcard. */
  readonly allowedPrincipals: readonly string[];
  /** Further ones by a name of the author's choice, for ARNs that other resources have: known after the apply only. */
  readonly allowedPrincipalsByName?: Readonly<Record<string, string>>;
  /** By a name of the author's choice. */
  readonly ports: Readonly<Record<string, ProducerModulePort>>;
  readonly acceptedEndpointIds?: readonly string[];
  /** Further ones by a name of the author's choice, for ids that other resources have: known after the apply only. */
  readonly acceptedEndpointIdsByName?: Readonly<Record<string, string>>;
  readonly acceptanceRequired?: boolean;
  /** Must be true where `acceptanceRequired` is false, and nowhere else. */
  readonly acceptEveryRequestWithoutReview?: boolean;
  /** Other regions that endpoints may come from; the module adds the home region. */
  readonly supportedRegions?: readonly string[];
  readonly supportedIpAddressTypes?: readonly ('ipv4' | 'ipv6')[];
  readonly privateDns?: {
    readonly name: string;
    readonly route53?: { readonly zoneId: string };
    readonly recordExists?: boolean;
  };
  /** Verification records made elsewhere, by a name of the author's choice: verification starts after them. */
  readonly privateDnsRecordIds?: Readonly<Record<string, string>>;
  readonly connectionNotifications?: {
    readonly topic?: { readonly arn: string };
    readonly events?: readonly ('Accept' | 'Connect' | 'Delete' | 'Reject')[];
    readonly kmsKeyId?: string;
  };
  /** Policies of the author's own topic, by a name of the author's choice: notifications start after them. */
  readonly notificationTopicPolicyIds?: Readonly<Record<string, string>>;
  readonly vpcId?: string;
  /** Subnet ids by AZ id. */
  readonly subnets?: Readonly<Record<string, string>>;
  readonly existingLoadBalancer?: { readonly arn: string; readonly allowWithoutSecurityGroup?: boolean };
  /** Name of the load balancer where it is not `name`. */
  readonly loadBalancerName?: string;
  /** Only for a load balancer that is imported and has none. */
  readonly loadBalancerWithoutSecurityGroup?: boolean;
  readonly securityGroupIds?: readonly string[];
  /** By a name of the author's choice. */
  readonly securityGroupIdsByName?: Readonly<Record<string, string>>;
  /** Keeps the rules of version 1 of the module; see its UPGRADING.md. */
  readonly securityGroupRulesByPort?: boolean;
  readonly enforceSecurityGroupInboundRulesOnPrivateLinkTraffic?: boolean;
  /** Networks by a name of the author's choice. */
  readonly ingressCidrBlocks?: Readonly<Record<string, string>>;
  /** Networks by a name of the author's choice. */
  readonly egressCidrBlocks?: Readonly<Record<string, string>>;
  readonly ipAddressType?: 'ipv4' | 'dualstack';
  readonly enableDeletionProtection?: boolean;
  readonly accessLogs?: { readonly bucket: string; readonly prefix?: string };
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ProducerModulePort {
  /** 1–65535 */
  readonly port: number;
  readonly protocol?: Protocol;
  readonly tlsServerName?: string;
  readonly certificateArn?: string;
  readonly sslPolicy?: string;
  readonly alpnPolicy?: string;
  /** Seconds, 60–6000; TCP only, and not with other regions. */
  readonly tcpIdleTimeoutSeconds?: number;
  readonly targetType?: 'ip' | 'instance' | 'alb';
  readonly targetPort?: number;
  readonly targetProtocol?: Protocol;
  /** By a name of the author's choice. */
  readonly targets?: Readonly<Record<string, ProducerModuleTarget>>;
  readonly healthCheck?: ProducerModuleHealthCheck;
  readonly proxyProtocolV2?: boolean;
  /** Seconds, 0–3600. */
  readonly deregistrationDelay?: number;
  readonly connectionTermination?: boolean;
  readonly existingTargetGroup?: { readonly arn: string };
  readonly existingListener?: boolean;
}

export interface ProducerModuleTarget {
  /** Address, instance id, or ARN of an Application Load Balancer's listener. */
  readonly id: string;
  readonly port?: number;
  /** `all` for addresses outside the VPC. */
  readonly availabilityZone?: string;
}

export interface ProducerModuleHealthCheck {
  readonly protocol?: 'TCP' | 'HTTP' | 'HTTPS';
  readonly port?: number;
  readonly path?: string;
  readonly matcher?: string;
  /** Seconds. */
  readonly interval?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
}
