/** Which VPCs resolve a private zone, and the authorizations by which a VPC of another account may join. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { Action, Call } from '../../core/service.ts';
import { privateDnsDomains } from '../ec2/endpoints/private-dns.ts';
import { vpcs } from '../ec2/state.ts';
import { submitChange } from './changes.ts';
import { bareId, noSuchZone, zoneResource } from './lookup.ts';
import { MAX_ITEMS, maxItems } from './paging.ts';
import { type HostedZone, hostedZones, type ZoneVpc } from './state.ts';

const MAX_VPCS_PER_ZONE = 300;
const MAX_AUTHORIZATIONS = 1000;

export const associateVpcWithHostedZone: Action = {
  handle: (call) => {
    const { owner, zone } = zoneAnywhere(call);
    const vpc = privateZoneVpc(call, zone);
    if (owner !== call.accountId) checkAuthorized(zone, vpc);
    checkOwn(call, vpc);
    checkNoConflict(
      call,
      vpc,
      zone.name,
      (other) =>
        `The VPC that you chose, ${vpc.VPCId} in region ${vpc.VPCRegion}, is already associated with another private hosted zone that has an overlapping name space, ${other.name}.`,
    );
    if (zone.vpcs.length >= MAX_VPCS_PER_ZONE) {
      throw new AwsError('LimitsExceeded', `A hosted zone can have no more than ${MAX_VPCS_PER_ZONE} VPCs.`);
    }
    zone.vpcs = [...zone.vpcs, vpc];
    return { ChangeInfo: submitChange(call, call.input.string('Comment')) };
  },
  resources: zoneResource,
};

export const disassociateVpcFromHostedZone: Action = {
  handle: (call) => {
    const { zone } = zoneAnywhere(call);
    const vpc = privateZoneVpc(call, zone);
    if (!zone.vpcs.some((other) => sameVpc(other, vpc))) {
      throw new AwsError(
        'VPCAssociationNotFound',
        `The specified VPC: ${vpc.VPCId} and hosted zone: ${zone.id} are not associated.`,
        404,
      );
    }
    if (zone.vpcs.length === 1) {
      throw new AwsError(
        'LastVPCAssociation',
        `The VPC: ${vpc.VPCId} is the last one that is associated with the hosted zone: ${zone.id}. A private hosted zone must keep at least one VPC.`,
      );
    }
    zone.vpcs = zone.vpcs.filter((other) => !sameVpc(other, vpc));
    return { ChangeInfo: submitChange(call, call.input.string('Comment')) };
  },
  resources: zoneResource,
};

export const createVpcAssociationAuthorization: Action = {
  handle: (call) => {
    const zone = ownZone(call);
    const vpc = readVpc(call.input);
    if (zone.authorizedVpcs.length >= MAX_AUTHORIZATIONS) {
      throw new AwsError(
        'TooManyVPCAssociationAuthorizations',
        `The hosted zone: ${zone.id} has reached the limit of ${MAX_AUTHORIZATIONS} authorizations.`,
      );
    }
    if (!zone.authorizedVpcs.some((other) => sameVpc(other, vpc))) {
      zone.authorizedVpcs = [...zone.authorizedVpcs, vpc];
    }
    return { HostedZoneId: zone.id, VPC: { ...vpc } };
  },
  resources: zoneResource,
};

export const deleteVpcAssociationAuthorization: Action = {
  handle: (call) => {
    const zone = ownZone(call);
    const vpc = readVpc(call.input);
    if (!zone.authorizedVpcs.some((other) => sameVpc(other, vpc))) {
      throw new AwsError(
        'VPCAssociationAuthorizationNotFound',
        `The VPC: ${vpc.VPCId} is not authorized to be associated with the hosted zone: ${zone.id}.`,
        404,
      );
    }
    zone.authorizedVpcs = zone.authorizedVpcs.filter((other) => !sameVpc(other, vpc));
    return {};
  },
  resources: zoneResource,
};

export const listVpcAssociationAuthorizations: Action = {
  handle: (call) => {
    const zone = ownZone(call);
    return { HostedZoneId: zone.id, VPCs: { VPC: zone.authorizedVpcs.map((vpc) => ({ ...vpc })) } };
  },
  resources: zoneResource,
};

export const listHostedZonesByVpc: Action = {
  handle: (call) => {
    const size = maxItems(call.input, MAX_ITEMS);
    const vpc = {
      VPCId: call.input.requiredString('vpcid'),
      VPCRegion: call.input.requiredString('vpcregion'),
    };
    checkOwn(call, vpc);
    const token = call.input.string('nexttoken');
    const all = zonesOf(call, vpc).sort((a, b) => (a.zone.id < b.zone.id ? -1 : 1));
    const start = token === undefined ? 0 : all.findIndex(({ zone }) => zone.id === token);
    if (start === -1) throw new AwsError('InvalidPaginationToken', 'The pagination token is not valid.');
    return {
      HostedZoneSummaries: {
        HostedZoneSummary: all.slice(start, start + size).map(({ owner, zone }) => ({
          HostedZoneId: zone.id,
          Name: zone.name,
          Owner: { OwningAccount: owner },
        })),
      },
      MaxItems: size,
      NextToken: all[start + size]?.zone.id,
    };
  },
};

/** `VPC` of CreateHostedZone, if there is one: it has to be the caller's own. */
export function firstVpc(call: Call): ZoneVpc | undefined {
  if (!call.input.has('VPC')) return undefined;
  const vpc = readVpc(call.input);
  checkOwn(call, vpc);
  return vpc;
}

/** A VPC resolves a name through one zone only, whoever owns the zones. */
export function checkNoConflict(
  call: Call,
  vpc: ZoneVpc,
  name: string,
  message: (other: HostedZone) => string,
): void {
  const conflict = zonesOf(call, vpc).find(({ zone }) => zone.name === name);
  if (conflict !== undefined) throw new AwsError('ConflictingDomainExists', message(conflict.zone));
  const place = { accountId: call.accountId, region: vpc.VPCRegion };
  if (privateDnsDomains(call, place, vpc.VPCId).includes(name.replace(/\.$/, ''))) {
    throw new AwsError(
      'ConflictingDomainExists',
      `The VPC ${vpc.VPCId} in region ${vpc.VPCRegion} resolves ${name} through the private DNS of a VPC endpoint.`,
    );
  }
}

function readVpc(input: Input): ZoneVpc {
  const vpc = input.struct('VPC');
  if (vpc === undefined) throw input.missing('VPC');
  const VPCRegion = vpc.requiredString('VPCRegion');
  const VPCId = vpc.requiredString('VPCId');
  if (!/^vpc-[0-9a-f]{8,17}$/.test(VPCId)) {
    throw new AwsError('InvalidVPCId', `The VPC ID is invalid: ${VPCId}`);
  }
  return { VPCRegion, VPCId };
}

function checkOwn(call: Call, vpc: ZoneVpc): void {
  const own = call.world.state.table(vpcs, { accountId: call.accountId, region: vpc.VPCRegion });
  if (own.has(vpc.VPCId)) return;
  for (const { scope, table } of call.world.state.everywhere(vpcs)) {
    if (scope.region === vpc.VPCRegion && table.has(vpc.VPCId)) {
      throw new AwsError(
        'NotAuthorizedException',
        `The VPC: ${vpc.VPCId} belongs to another account, and the hosted zone has no authorization for it.`,
        401,
      );
    }
  }
  throw new AwsError('InvalidVPCId', `The VPC: ${vpc.VPCId} in region ${vpc.VPCRegion} was not found.`);
}

function checkAuthorized(zone: HostedZone, vpc: ZoneVpc): void {
  if (zone.authorizedVpcs.some((other) => sameVpc(other, vpc))) return;
  throw new AwsError(
    'NotAuthorizedException',
    `The VPC: ${vpc.VPCId} has not been authorized to associate with the hosted zone: ${zone.id}.`,
    401,
  );
}

function privateZoneVpc(call: Call, zone: HostedZone): ZoneVpc {
  const vpc = readVpc(call.input);
  if (!zone.isPrivate) {
    throw new AwsError(
      'PublicZoneVPCAssociation',
      `Attempting to associate public zone: ${zone.id} with vpc: ${vpc.VPCId}`,
    );
  }
  return vpc;
}

function ownZone(call: Call): HostedZone {
  const id = bareId(call.input.requiredString('Id'));
  const zone = call.table(hostedZones).get(id);
  if (zone === undefined) throw noSuchZone(id);
  return zone;
}

/** The owner of a VPC associates it with a zone that may belong to another account. */
function zoneAnywhere(call: Call): { owner: string; zone: HostedZone } {
  const id = bareId(call.input.requiredString('Id'));
  for (const { scope, table } of call.world.state.everywhere(hostedZones)) {
    const zone = table.get(id);
    if (zone !== undefined) return { owner: scope.accountId, zone };
  }
  throw noSuchZone(id);
}

function zonesOf(call: Call, vpc: ZoneVpc): { owner: string; zone: HostedZone }[] {
  const found: { owner: string; zone: HostedZone }[] = [];
  for (const { scope, table } of call.world.state.everywhere(hostedZones)) {
    for (const zone of table.filter((each) => each.vpcs.some((other) => sameVpc(other, vpc)))) {
      found.push({ owner: scope.accountId, zone });
    }
  }
  return found;
}

function sameVpc(a: ZoneVpc, b: ZoneVpc): boolean {
  return a.VPCId === b.VPCId && a.VPCRegion === b.VPCRegion;
}
