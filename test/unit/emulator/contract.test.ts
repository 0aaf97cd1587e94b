/**
 * Every action, held against AWS's service models as botocore has them (emulator/models): ids of a wrong form, values
 * outside of enumerations and bounds, parameters that are missing. Error codes of ids: "Error codes for the Amazon EC2
 * API", https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../emulator/core/aws-error.ts';
import { checkContract } from '../../../emulator/core/contract.ts';
import { Input, type Tree } from '../../../emulator/core/input.ts';
import { type MemberModel, type MemberType, membersOf } from '../../../emulator/core/model.ts';
import type { Emulator } from '../../../emulator/index.ts';
import { services, supportedActions } from '../../../emulator/services/index.ts';
import { members, startStill, Wire, WireError } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});

afterAll(() => emulator.close());

/** Wire name of the parameter: what ids start with, and what AWS says of others. */
const ids: Readonly<Record<string, readonly [prefix: string, malformed: string]>> = {
  VpcId: ['vpc', 'InvalidVpcID.Malformed'],
  SubnetId: ['subnet', 'InvalidSubnetID.Malformed'],
  AddSubnetId: ['subnet', 'InvalidSubnetID.Malformed'],
  RemoveSubnetId: ['subnet', 'InvalidSubnetID.Malformed'],
  RouteTableId: ['rtb', 'InvalidRouteTableId.Malformed'],
  AddRouteTableId: ['rtb', 'InvalidRouteTableId.Malformed'],
  RemoveRouteTableId: ['rtb', 'InvalidRouteTableId.Malformed'],
  NetworkAclId: ['acl', 'InvalidNetworkAclId.Malformed'],
  GroupId: ['sg', 'InvalidGroupId.Malformed'],
  SecurityGroupId: ['sg', 'InvalidGroupId.Malformed'],
  AddSecurityGroupId: ['sg', 'InvalidGroupId.Malformed'],
  RemoveSecurityGroupId: ['sg', 'InvalidGroupId.Malformed'],
  ReferencedGroupId: ['sg', 'InvalidGroupId.Malformed'],
  SecurityGroupRuleId: ['sgr', 'InvalidSecurityGroupRuleId.Malformed'],
  NetworkInterfaceId: ['eni', 'InvalidNetworkInterfaceId.Malformed'],
  AttachmentId: ['eni-attach', 'InvalidNetworkInterfaceAttachmentId.Malformed'],
  InternetGatewayId: ['igw', 'InvalidInternetGatewayId.Malformed'],
  EgressOnlyInternetGatewayId: ['eigw', 'InvalidGatewayID.Malformed'],
  NatGatewayId: ['nat', 'NatGatewayMalformed'],
  AllocationId: ['eipalloc', 'InvalidAllocationID.Malformed'],
  SecondaryAllocationId: ['eipalloc', 'InvalidAllocationID.Malformed'],
  AssociatedSubnetId: ['subnet', 'InvalidSubnetID.Malformed'],
  InstanceId: ['i', 'InvalidInstanceID.Malformed'],
  FlowLogId: ['fl', 'InvalidFlowLogId.Malformed'],
  PrefixListId: ['pl', 'InvalidPrefixListId.Malformed'],
  DestinationPrefixListId: ['pl', 'InvalidPrefixListId.Malformed'],
  VpcPeeringConnectionId: ['pcx', 'InvalidVpcPeeringConnectionID.Malformed'],
  TransitGatewayId: ['tgw', 'InvalidTransitGatewayID.Malformed'],
  VpcEndpointId: ['vpce', 'InvalidVpcEndpointId.Malformed'],
  ServiceId: ['vpce-svc', 'InvalidVpcEndpointServiceId.Malformed'],
  ConnectionNotificationId: ['vpce-nfn', 'InvalidConnectionNotification'],
  'DisassociateRouteTable.AssociationId': ['rtbassoc', 'InvalidAssociationID.Malformed'],
  'ReplaceRouteTableAssociation.AssociationId': ['rtbassoc', 'InvalidAssociationID.Malformed'],
  'ReplaceNetworkAclAssociation.AssociationId': ['aclassoc', 'InvalidAssociationID.Malformed'],
  'DisassociateAddress.AssociationId': ['eipassoc', 'InvalidAssociationID.Malformed'],
  'DisassociateVpcCidrBlock.AssociationId': ['vpc-cidr-assoc', 'InvalidVpcCidrBlockAssociationID.Malformed'],
  'DisassociateSubnetCidrBlock.AssociationId': [
    'subnet-cidr-assoc',
    'InvalidSubnetCidrBlockAssociationID.Malformed',
  ],
};

function idOf(action: string, name: string) {
  return ids[`${action}.${name}`] ?? ids[name];
}

const DIGITS = '0123456789abcdef0';

interface Spot {
  readonly service: string;
  readonly action: string;
  readonly member: MemberModel;
  readonly path: string;
  /** The call with a value at this spot, and whatever else is required. */
  with(value: string): Tree;
}

/** Every parameter of every action, structures and lists included. */
function spots(): Spot[] {
  return supportedActions().flatMap(([service, action]) => {
    const model = services.get(service)?.model;
    const input = model?.actions[action]?.input;
    if (model === undefined || input === undefined) return [];
    const found: Spot[] = [];
    walk(input, '', (tree) => tree, []);
    return found;

    function walk(structure: string, path: string, wrap: (tree: Tree) => Tree, above: string[]): void {
      if (model === undefined || above.includes(structure)) return;
      const all = membersOf(model, structure);
      const required = Object.fromEntries(
        all.filter((member) => member.required).map((member) => [member.name, sample(member, member.type)]),
      );
      for (const member of all) {
        const at = `${path}${member.name}`;
        const put = (value: unknown) => wrap({ ...required, [member.name]: listed(member.type, value) });
        const type = innermost(member.type);
        if (type.kind === 'structure') walk(type.name, `${at}.`, (tree) => put(tree), [...above, structure]);
        else found.push({ service, action, member: { ...member, type }, path: at, with: put });
      }
    }

    function sample(member: MemberModel, type: MemberType): unknown {
      switch (type.kind) {
        case 'enum':
          return type.values[0];
        case 'integer':
          return String(type.min ?? 1);
        case 'boolean':
          return 'true';
        case 'list':
          return listed(type, sample(member, type.of));
        case 'structure':
          return model === undefined
            ? {}
            : Object.fromEntries(
                membersOf(model, type.name)
                  .filter((inner) => inner.required)
                  .map((inner) => [inner.name, sample(inner, inner.type)]),
              );
        default:
          return service === 'ec2' && idOf(action, member.name) !== undefined
            ? `${idOf(action, member.name)?.[0]}-${DIGITS}`
            : 'x';
      }
    }
  });
}

function innermost(type: MemberType): MemberType {
  return type.kind === 'list' ? innermost(type.of) : type;
}

/** As protocols write lists: by number, or under the name of their elements. */
function listed(type: MemberType, value: unknown): unknown {
  if (type.kind !== 'list') return value;
  return type.element === undefined ? { 1: value } : { [type.element]: [value] };
}

function outcome(spot: Spot, value: string): string {
  const service = services.get(spot.service);
  if (service === undefined) throw new Error(`no service ${spot.service}`);
  try {
    const input = new Input(spot.with(value), { missing: 'Missing', invalid: 'Invalid' });
    checkContract(service, spot.action, input);
    return 'taken';
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
}

const all = spots();

test('the models have every action that the emulator has', () => {
  const unknown = supportedActions().filter(
    ([service, action]) => services.get(service)?.model.actions[action] === undefined,
  );
  expect(unknown).toEqual([]);
});

describe('ids', () => {
  const withIds = all.filter(({ service, action, member }) => service === 'ec2' && idOf(action, member.name));

  test('ids are parameters of most actions of EC2', () => {
    expect(new Set(withIds.map(({ action }) => action)).size).toBeGreaterThan(75);
  });

  test.each(withIds.map((spot) => [`${spot.action} ${spot.path}`, spot] as const))(
    '%s: malformed ones have their own error',
    (_name, spot) => {
      const [prefix = '', malformed = ''] = idOf(spot.action, spot.member.name) ?? [];
      for (const wrong of [
        'foo',
        `${prefix}-`,
        `${prefix}-xyz`,
        `${prefix}-${DIGITS}0`,
        `x${prefix}-${DIGITS}`,
      ])
        expect(outcome(spot, wrong)).toBe(malformed);
      expect(outcome(spot, `${prefix}-${DIGITS}`)).toBe('taken');
      expect(outcome(spot, `${prefix}-0a1b2c3d`)).toBe('taken');
    },
  );

  test('no parameter that is named like an id is left without a form', () => {
    // Ids of things that EC2 has and the emulator has not, names of zones, and resources of any kind.
    const others =
      /^(AvailabilityZoneId|ZoneId|ResourceId|GatewayId|LocalGatewayId|CarrierGatewayId|UserId|.*Pool.*|AccountId|PeeringStatus|.*OwnerId|OutpostArn)$/;
    const bare = all
      .filter(({ service, member }) => service === 'ec2' && /Ids?$/.test(member.name))
      .filter(({ action, member }) => idOf(action, member.name) === undefined && !others.test(member.name))
      .map(({ action, path }) => `${action} ${path}`);
    expect(bare).toEqual([]);
  });

  test('ids of a right form that nobody has are not found, and malformed ones say so over the wire', async () => {
    const unknown = `vpc-${DIGITS}`;
    await expect(wire.query('ec2', 'DescribeVpcs', { VpcId: [unknown] })).rejects.toMatchObject({
      code: 'InvalidVpcID.NotFound',
      status: 400,
    });
    await expect(wire.query('ec2', 'DescribeVpcs', { VpcId: ['foo'] })).rejects.toMatchObject({
      code: 'InvalidVpcID.Malformed',
      status: 400,
    });
    await expect(
      wire.query('ec2', 'DeleteVpcEndpoints', { VpcEndpointId: ['vpce-1'] }),
    ).rejects.toMatchObject({ code: 'InvalidVpcEndpointId.Malformed' });
  });

  test.each(
    supportedActions()
      .filter(([service]) => service === 'ec2')
      .map(([, action]) => action),
  )('%s with ids that nobody has is no fault of the emulator', async (action) => {
    const spot = all.find((candidate) => candidate.service === 'ec2' && candidate.action === action);
    const tree = spot?.with(idOf(action, spot.member.name) ? `${spot.member.name}` : 'true') ?? {};
    const prefix = spot === undefined ? undefined : idOf(action, spot.member.name)?.[0];
    const params = { ...tree, ...(prefix && spot ? { [spot.member.name]: `${prefix}-${DIGITS}` } : {}) };
    const failure = await wire.query('ec2', action, flat(params)).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) return;
    expect(failure).toBeInstanceOf(WireError);
    expect((failure as WireError).status).toBeLessThan(500);
  });
});

describe('enumerations', () => {
  const enums = all.filter(({ member }) => member.type.kind === 'enum');

  test('enumerations are parameters of every kind of service', () => {
    expect(new Set(enums.map(({ service }) => service)).size).toBeGreaterThanOrEqual(6);
  });

  test.each(enums.map((spot) => [`${spot.service} ${spot.action} ${spot.path}`, spot] as const))(
    '%s takes its own values alone',
    (_name, spot) => {
      expect(outcome(spot, 'foo')).toBe('Invalid');
      const values = spot.member.type.kind === 'enum' ? spot.member.type.values : [];
      expect(values.filter((value) => outcome(spot, value) !== 'taken')).toEqual([]);
    },
  );

  test('the address type foo is refused over the wire', async () => {
    await expect(
      wire.query('ec2', 'CreateVpcEndpoint', { VpcId: `vpc-${DIGITS}`, IpAddressType: 'foo' }),
    ).rejects.toMatchObject({ code: 'InvalidParameterValue', status: 400 });
  });
});

describe('numbers, flags and what is required', () => {
  test('numbers stay within the bounds of the model', () => {
    const bounded = all.filter(({ member: { type } }) => type.kind === 'integer');
    for (const spot of bounded) {
      const { type } = spot.member;
      if (type.kind !== 'integer') continue;
      expect([spot.action, spot.path, outcome(spot, 'many')]).toEqual([spot.action, spot.path, 'Invalid']);
      if (type.min !== undefined) expect(outcome(spot, String(type.min - 1))).toBe('Invalid');
      if (type.max !== undefined) expect(outcome(spot, String(type.max + 1))).toBe('Invalid');
    }
    expect(bounded.length).toBeGreaterThan(50);
  });

  test('flags are true or false', () => {
    const flags = all.filter(({ member: { type } }) => type.kind === 'boolean');
    expect(flags.filter((spot) => outcome(spot, 'maybe') !== 'Invalid').map(({ path }) => path)).toEqual([]);
  });

  test('every parameter that is required is missed', () => {
    let tried = 0;
    for (const [name, action] of supportedActions()) {
      const service = services.get(name);
      const input = service?.model.actions[action]?.input;
      if (service === undefined || input === undefined) continue;
      const needed = membersOf(service.model, input).some((member) => member.required);
      if (!needed) continue;
      tried += 1;
      expect(() =>
        checkContract(service, action, new Input({}, { missing: 'Missing', invalid: 'Invalid' })),
      ).toThrow(/must contain the parameter/);
    }
    expect(tried).toBeGreaterThan(130);
  });

  test('pages are as large as the model says, and have no ids beside them', async () => {
    const { vpcSet } = await wire.query('ec2', 'DescribeVpcs', { MaxResults: 5 });
    expect(members(vpcSet, 'item')).toEqual([]);
    for (const MaxResults of [4, 1001]) {
      await expect(wire.query('ec2', 'DescribeVpcs', { MaxResults })).rejects.toMatchObject({
        code: 'InvalidParameterValue',
      });
    }
    await expect(
      wire.query('ec2', 'DescribeNetworkInterfaces', {
        MaxResults: 5,
        NetworkInterfaceId: [`eni-${DIGITS}`],
      }),
    ).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
  });
});

/** Lists by number, as a tree has them, are lists again. */
function flat(tree: Tree): Record<string, never> {
  const entries = Object.entries(tree).map(([name, value]) => [name, unlist(value)]);
  return Object.fromEntries(entries) as Record<string, never>;
}

function unlist(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) return Object.values(value).map(unlist);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unlist(item)]));
}
