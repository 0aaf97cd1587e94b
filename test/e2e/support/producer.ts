import {
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointServiceConfigurationCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointServiceConfigurationsCommand,
  ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { World } from './world.ts';

export interface ProducerOptions {
  readonly accountId: string;
  readonly region: string;
  readonly zoneId: string;
  readonly allowedPrincipals: readonly string[];
  readonly supportedRegions?: readonly string[];
}

export interface Producer {
  readonly serviceName: string;
  readonly serviceId: string;
  /** Its connections must be gone or rejected before. */
  destroy(): Promise<void>;
}

/** A customer's endpoint service, made with the API itself; for stories that are about the consumer. */
export async function createProducer(world: World, options: ProducerOptions): Promise<Producer> {
  const ec2 = world.ec2(options.accountId, options.region);
  const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.30.0.0/16' }));
  const { Subnet: subnet } = await ec2.send(
    new CreateSubnetCommand({
      VpcId: vpc?.VpcId,
      AvailabilityZoneId: options.zoneId,
      CidrBlock: '10.30.0.0/24',
    }),
  );
  const loadBalancing = world.loadBalancing(options.accountId, options.region);
  const { LoadBalancers: loadBalancers } = await loadBalancing.send(
    new CreateLoadBalancerCommand({
      Name: 'service',
      Type: 'network',
      Scheme: 'internal',
      Subnets: [subnet?.SubnetId ?? ''],
    }),
  );
  const loadBalancerArn = loadBalancers?.[0]?.LoadBalancerArn ?? '';
  const { ServiceConfiguration: service } = await ec2.send(
    new CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [loadBalancerArn],
      AcceptanceRequired: true,
      ...(options.supportedRegions
        ? { SupportedRegions: [options.region, ...options.supportedRegions] }
        : {}),
    }),
  );
  const serviceName = service?.ServiceName;
  const serviceId = service?.ServiceId;
  if (!serviceName || !serviceId)
    throw new Error('CreateVpcEndpointServiceConfiguration answered without a service');
  await ec2.send(
    new ModifyVpcEndpointServicePermissionsCommand({
      ServiceId: serviceId,
      AddAllowedPrincipals: [...options.allowedPrincipals],
    }),
  );
  return {
    serviceName,
    serviceId,
    destroy: async () => {
      await ec2.send(new DeleteVpcEndpointServiceConfigurationsCommand({ ServiceIds: [serviceId] }));
      await loadBalancing.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: loadBalancerArn }));
      // The load balancer's interfaces go a while after it.
      await world.emulator.advanceClock(300);
      await ec2.send(new DeleteSubnetCommand({ SubnetId: subnet?.SubnetId }));
      await ec2.send(new DeleteVpcCommand({ VpcId: vpc?.VpcId }));
    },
  };
}
