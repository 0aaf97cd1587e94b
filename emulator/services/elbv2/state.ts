import { Collection } from '../../core/state.ts';

/**
 * A load balancer. EC2's endpoint services read the fields of this part; more fields may follow. Kept by ARN.
 */
export interface LoadBalancer {
  readonly arn: string;
  readonly type: 'network' | 'application' | 'gateway';
  readonly scheme: 'internal' | 'internet-facing';
  readonly vpcId: string;
  subnetIds: string[];
  state: 'provisioning' | 'active' | 'failed';
}

export const loadBalancers = new Collection<LoadBalancer>('elasticloadbalancing', 'loadbalancer');
