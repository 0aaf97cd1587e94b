import type { Partition } from '../../domain/partition.ts';
import type { Protocol } from '../../domain/ports.ts';

/** A customer's endpoint service in one region: what a producer stack is made from. */
export interface ProducerSpec {
  /** The producer's id in the fleet file; `producer-<id>-<region>` is the stack. */
  readonly id: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: Partition;
  /** Role of the deploying pipeline in the customer's account; absent, the caller's own credentials are used. */
  readonly assumeRoleArn?: string;
  readonly orgId: string;
  /** Inputs of modules/privatelink-producer, under the same names in camel case. Absent means the module's own default. */
  readonly inputs: ProducerInputs;
}

export interface ProducerInputs {
  readonly name: string;
  readonly customerName: string;
  readonly trayOrgId: string;
  /** Never a wildcard; the organization's principal unless the file says otherwise. */
  readonly allowedPrincipals: readonly string[];
  readonly acceptedEndpointIds: readonly string[];
  readonly acceptanceRequired: boolean;
  /** True only where `acceptanceRequired` is false and the file says out loud that this is meant. */
  readonly acceptEveryRequestWithoutReview: boolean;
  /** Regions that endpoints may come from, as the file has them; the module adds the home region itself. */
  readonly supportedRegions: readonly string[];
  readonly privateDns?: {
    readonly name: string;
    readonly route53?: { readonly zoneId: string };
    readonly recordExists?: boolean;
  };
  readonly connectionNotifications?: {
    readonly topic?: { readonly arn: string };
    readonly events?: readonly ('Accept' | 'Connect' | 'Delete' | 'Reject')[];
    readonly kmsKeyId?: string;
  };
  readonly vpcId?: string;
  /** Subnet ids by AZ id. */
  readonly subnets: Readonly<Record<string, string>>;
  readonly existingLoadBalancer?: { readonly arn: string; readonly allowWithoutSecurityGroup?: boolean };
  readonly securityGroupIds: readonly string[];
  readonly enforceSecurityGroupInboundRulesOnPrivateLinkTraffic?: boolean;
  readonly ingressCidrBlocks: Readonly<Record<string, string>>;
  readonly egressCidrBlocks: Readonly<Record<string, string>>;
  readonly enableDeletionProtection?: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** By a name of the author's choice. */
  readonly ports: Readonly<Record<string, ProducerPort>>;
}

export interface ProducerPort {
  readonly port: number;
  readonly protocol: Protocol;
  readonly tlsServerName?: string;
  readonly certificateArn?: string;
  readonly sslPolicy?: string;
  readonly alpnPolicy?: string;
  readonly tcpIdleTimeoutSeconds?: number;
  readonly targetType?: 'ip' | 'instance' | 'alb';
  readonly targetPort?: number;
  readonly targetProtocol?: Protocol;
  readonly targets: Readonly<Record<string, ProducerTarget>>;
  readonly healthCheck?: ProducerHealthCheck;
  readonly proxyProtocolV2?: boolean;
  readonly deregistrationDelay?: number;
  readonly connectionTermination?: boolean;
  readonly existingTargetGroup?: { readonly arn: string };
  readonly existingListener?: boolean;
}

export interface ProducerTarget {
  /** Address, instance id, or ARN of an Application Load Balancer. */
  readonly id: string;
  readonly port?: number;
  /** `all` for addresses outside the VPC. */
  readonly availabilityZone?: string;
}

export interface ProducerHealthCheck {
  readonly protocol?: 'TCP' | 'HTTP' | 'HTTPS';
  readonly port?: number;
  readonly path?: string;
  readonly matcher?: string;
  readonly interval?: number;
  readonly timeout?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
}
