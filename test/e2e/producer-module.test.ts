import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  CreateVpcEndpointServiceConfigurationCommand,
  DeleteInternetGatewayCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DetachInternetGatewayCommand,
  ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteLoadBalancerCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { accounts } from './support/fleet.ts';
import { failedPlan, moduleRoot } from './support/module-root.ts';
import { createWorld, type World } from './support/world.ts';

jest.setTimeout(20 * 60_000);

const region = 'eu-west-1';

// A world for each: whatever one leaves behind is not taken for the other's.
let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world?.close());

/** The emulator's resources once everything has gone that takes a while. */
async function whatIsLeft(): Promise<readonly unknown[]> {
  await world.emulator.advanceClock(300);
  return eventually(
    () => world.emulator.resources(),
    (resources) => resources.length === 0,
  );
}

describe('a root with both sides', () => {
  test('a root with both sides in which no input of the module is known at plan is applied at once, stays as it is, and goes', async () => {
    const root = await moduleRoot(world, { root: 'unknown-inputs' });
    await root.apply();
    const { accepted_connections: accepted, endpoint_id: endpointId } = await root.outputs();
    expect(Object.keys(accepted as object)).toEqual([endpointId]);
    expect((await root.plan()).changes).toEqual([]);

    // What the whole module depends on changes: its data sources are unknown, and nothing comes of it.
    const { changes } = await root.plan({ variables: { revision: '2' } });
    expect(changes.filter(({ action }) => action === 'read').length).toBeGreaterThan(0);
    expect(changes.filter(({ action }) => action !== 'read')).toEqual([
      { address: 'terraform_data.before', action: 'update' },
    ]);

    await root.destroy();
    expect(await whatIsLeft()).toEqual([]);
  });

  test('as the example has it is applied at once, stays as it is, and goes', async () => {
    const root = await moduleRoot(world, { example: 'both-sides' });
    const variables = { producer_profile: 'service', consumer_profile: 'client' };
    await root.apply({ variables });
    const { accepted_connections: accepted } = await root.outputs();
    expect(Object.values(accepted as object)).toEqual(['available']);
    expect((await root.plan({ variables })).changes).toEqual([]);
    await root.destroy({ variables });
    expect(await whatIsLeft()).toEqual([]);
  });
});

describe('what was made by hand', () => {
  test('what was made by hand is imported without being replaced, and an endpoint that goes is named in seconds', async () => {
    const made = await makeByHand();
    const root = await moduleRoot(world, { root: 'made-by-hand' });
    const variables = { made: made.ids, accepted_endpoint_ids: [made.endpointId] };
    const first = await root.plan({ variables });
    expect(first.changes.filter(({ action }) => action === 'replace' || action === 'delete')).toEqual([]);
    await root.apply({ variables });
    expect((await root.outputs()).accepted_connections).toEqual({ [made.endpointId]: 'available' });
    expect((await root.plan({ variables })).changes).toEqual([]);

    await made.deleteEndpoint();
    const begin = Date.now();
    const failure = await failedPlan(world, root, variables);
    expect(failure).toContain('take_the_endpoint_out_of_the_accepted_ones');
    expect(failure).toContain(`var.endpoint_that_is_gone is "${made.endpointId}"`);
    // The accepter would ask for three minutes.
    expect(Date.now() - begin).toBeLessThan(120_000);

    const without = { made: made.ids, accepted_endpoint_ids: [] };
    await root.apply({ variables: without });
    expect((await root.plan({ variables: without })).changes).toEqual([]);
    await root.destroy({ variables: without });
    await made.deleteNetwork();
    expect(await whatIsLeft()).toEqual([]);
  });
});

describe('a load balancer of another kind', () => {
  test.each([
    ['faces the internet', 'network', 'internet-facing'],
    ['is of type application', 'application', 'internal'],
  ] as const)(
    'a load balancer of another kind that %s is refused when it is imported, and not replaced',
    async (problem, type, scheme) => {
      const subnets: Record<string, string> = {};
      const ec2 = world.ec2(accounts.acme, region);
      const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.62.0.0/16' }));
      const vpcId = vpc?.VpcId ?? '';
      // Without it, nothing in a VPC may face the internet.
      const { InternetGateway: gateway } = await ec2.send(new CreateInternetGatewayCommand({}));
      const attachment = { InternetGatewayId: gateway?.InternetGatewayId, VpcId: vpcId };
      await ec2.send(new AttachInternetGatewayCommand(attachment));
      for (const [index, zoneId] of ['euw1-az1', 'euw1-az2'].entries()) {
        const { Subnet: subnet } = await ec2.send(
          new CreateSubnetCommand({
            VpcId: vpcId,
            AvailabilityZoneId: zoneId,
            CidrBlock: `10.62.${index}.0/24`,
          }),
        );
        subnets[zoneId] = subnet?.SubnetId ?? '';
      }
      const loadBalancing = world.loadBalancing(accounts.acme, region);
      const { LoadBalancers: loadBalancers } = await loadBalancing.send(
        new CreateLoadBalancerCommand({
          Name: 'of-another-kind',
          Type: type,
          Scheme: scheme,
          Subnets: Object.values(subnets),
        }),
      );
      const arn = loadBalancers?.[0]?.LoadBalancerArn ?? '';
      const root = await moduleRoot(world, { root: 'of-another-kind', folder: type });
      const text = await failedPlan(world, root, { load_balancer: { arn, vpc_id: vpcId, subnets } });
      expect(text.replaceAll(/\s+/g, ' ')).toContain(problem);
      expect(text).not.toContain('must be replaced');
      await loadBalancing.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arn }));
      await world.emulator.advanceClock(300);
      for (const subnetId of Object.values(subnets))
        await ec2.send(new DeleteSubnetCommand({ SubnetId: subnetId }));
      await ec2.send(new DetachInternetGatewayCommand(attachment));
      await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: gateway?.InternetGatewayId }));
      await ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
    },
  );
});

async function makeByHand() {
  const service = world.ec2(accounts.acme, region);
  const client = world.ec2(accounts.tray, region);
  const loadBalancing = world.loadBalancing(accounts.acme, region);
  const network = async (ec2: typeof service, cidr: string) => {
    const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `${cidr}/16` }));
    const { Subnet: subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpc?.VpcId,
        AvailabilityZoneId: 'euw1-az1',
        CidrBlock: `${cidr}/24`,
      }),
    );
    return { vpcId: vpc?.VpcId ?? '', subnetId: subnet?.SubnetId ?? '' };
  };
  const here = await network(service, '10.60.0.0');
  const there = await network(client, '10.61.0.0');
  const { LoadBalancers: loadBalancers } = await loadBalancing.send(
    new CreateLoadBalancerCommand({
      Name: 'made-by-hand',
      Type: 'network',
      Scheme: 'internal',
      Subnets: [here.subnetId],
    }),
  );
  const loadBalancerArn = loadBalancers?.[0]?.LoadBalancerArn ?? '';
  const { TargetGroups: groups } = await loadBalancing.send(
    new CreateTargetGroupCommand({
      Name: 'named-by-hand',
      Protocol: 'TCP',
      Port: 5432,
      VpcId: here.vpcId,
      TargetType: 'ip',
    }),
  );
  const targetGroupArn = groups?.[0]?.TargetGroupArn ?? '';
  await loadBalancing.send(
    new RegisterTargetsCommand({
      TargetGroupArn: targetGroupArn,
      Targets: [{ Id: '10.60.0.10', Port: 5432 }],
    }),
  );
  const { Listeners: listeners } = await loadBalancing.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      Protocol: 'TCP',
      Port: 5432,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  const { ServiceConfiguration: configuration } = await service.send(
    new CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [loadBalancerArn],
      AcceptanceRequired: true,
    }),
  );
  const serviceId = configuration?.ServiceId ?? '';
  await service.send(
    new ModifyVpcEndpointServicePermissionsCommand({
      ServiceId: serviceId,
      AddAllowedPrincipals: [`arn:aws:iam::${accounts.tray}:root`],
    }),
  );
  const { VpcEndpoint: endpoint } = await client.send(
    new CreateVpcEndpointCommand({
      VpcId: there.vpcId,
      ServiceName: configuration?.ServiceName,
      VpcEndpointType: 'Interface',
      SubnetIds: [there.subnetId],
    }),
  );
  const endpointId = endpoint?.VpcEndpointId ?? '';
  return {
    ids: {
      vpc_id: here.vpcId,
      subnets: { 'euw1-az1': here.subnetId },
      load_balancer_arn: loadBalancerArn,
      target_group_arn: targetGroupArn,
      listener_arn: listeners?.[0]?.ListenerArn ?? '',
      service_id: serviceId,
    },
    endpointId,
    deleteEndpoint: async () => {
      await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }));
      await world.emulator.advanceClock(600);
    },
    deleteNetwork: async () => {
      await world.emulator.advanceClock(300);
      for (const [ec2, { vpcId, subnetId }] of [
        [service, here],
        [client, there],
      ] as const) {
        await ec2.send(new DeleteSubnetCommand({ SubnetId: subnetId }));
        await ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
      }
    },
  };
}
