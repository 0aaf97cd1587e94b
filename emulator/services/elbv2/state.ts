import { Collection } from '../../core/state.ts';
import type { Attributes } from './attributes.ts';

/**
 * A load balancer. EC2's endpoint services read `type`, `scheme`, `vpcId`, `subnetIds` and `state`. Kept by ARN.
 */
export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: 'network' | 'application' | 'gateway';
  readonly scheme: 'internal' | 'internet-facing';
  readonly vpcId: string;
  readonly dnsName: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  subnetIds: string[];
  /** The network interface in each subnet. */
  interfaceIds: Readonly<Record<string, string>>;
  /** Private addresses by subnet, where they were asked for. */
  readonly chosenAddresses: Record<string, string>;
  securityGroupIds: string[];
  /** Only load balancers with security groups have this. */
  enforcesInboundRulesOnPrivateLink: boolean | undefined;
  ipAddressType: string;
  state: 'provisioning' | 'active' | 'failed';
  attributes: Attributes;
  /** Capacity units that were asked for, and whether they are there yet. */
  capacity: { readonly units: number; readonly modifiedAt: number; isProvisioned: boolean } | undefined;
  tags: Readonly<Record<string, string>>;
}

export interface Target {
  /** Instance id, IP address, or ARN of an application load balancer. */
  readonly id: string;
  readonly port: number;
  readonly availabilityZone: string | undefined;
  state: 'initial' | 'healthy' | 'unhealthy' | 'draining';
}

export interface HealthCheck {
  readonly enabled: boolean;
  readonly protocol: string;
  readonly port: string;
  readonly path: string | undefined;
  readonly matcher: string | undefined;
  /** Seconds. */
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly protocol: string;
  readonly protocolVersion: string | undefined;
  readonly port: number;
  readonly vpcId: string;
  readonly targetType: 'instance' | 'ip' | 'alb';
  readonly ipAddressType: string;
  healthCheck: HealthCheck;
  attributes: Attributes;
  targets: readonly Target[];
  tags: Readonly<Record<string, string>>;
}

/** The one kind of action that network load balancers have. */
export interface ForwardAction {
  readonly order: number | undefined;
  readonly targetGroups: readonly { readonly arn: string; readonly weight: number | undefined }[];
  /** The request named the group in `TargetGroupArn`, and the answer does so too. */
  readonly isSimple: boolean;
}

export interface Listener {
  readonly arn: string;
  readonly loadBalancerArn: string;
  port: number;
  protocol: string;
  sslPolicy: string | undefined;
  alpnPolicy: readonly string[];
  /** The default certificate first, then those for other server names. */
  certificateArns: readonly string[];
  actions: readonly ForwardAction[];
  attributes: Attributes;
  tags: Readonly<Record<string, string>>;
}

export const loadBalancers = new Collection<LoadBalancer>('elasticloadbalancing', 'loadbalancer');
export const targetGroups = new Collection<TargetGroup>('elasticloadbalancing', 'targetgroup');
export const listeners = new Collection<Listener>('elasticloadbalancing', 'listener');
