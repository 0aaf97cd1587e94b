import { AwsError } from '../../core/aws-error.ts';
import type { Action, Call } from '../../core/service.ts';
import type { Collection } from '../../core/state.ts';
import { existing, requestContext } from './access.ts';
import { applyFilters } from './describe.ts';
import { type Kind, malformedId, notFound } from './errors.ts';
import { addresses, egressOnlyGateways, internetGateways, natGateways } from './gateways/state.ts';
import { page } from './paging.ts';
import {
  endpointServices,
  flowLogs,
  networkAcls,
  networkInterfaces,
  routeTables,
  securityGroupRules,
  securityGroups,
  subnets,
  type Tags,
  vpcEndpoints,
  vpcs,
} from './state.ts';
import { checkTags, readTags } from './tag-specifications.ts';

interface Taggable {
  readonly collection: Collection<{ tags: Tags }>;
  readonly kind: Kind;
}

/** What can carry tags, by what its ids start with. */
const taggable: Readonly<Record<string, Taggable>> = {
  vpc: { collection: vpcs, kind: 'vpc' },
  subnet: { collection: subnets, kind: 'subnet' },
  rtb: { collection: routeTables, kind: 'routeTable' },
  acl: { collection: networkAcls, kind: 'networkAcl' },
  sg: { collection: securityGroups, kind: 'securityGroup' },
  sgr: { collection: securityGroupRules, kind: 'securityGroupRule' },
  eni: { collection: networkInterfaces, kind: 'networkInterface' },
  igw: { collection: internetGateways, kind: 'internetGateway' },
  eigw: { collection: egressOnlyGateways, kind: 'egressOnlyGateway' },
  nat: { collection: natGateways, kind: 'natGateway' },
  eipalloc: { collection: addresses, kind: 'address' },
  fl: { collection: flowLogs, kind: 'flowLog' },
  'vpce-svc': { collection: endpointServices, kind: 'endpointService' },
  vpce: { collection: vpcEndpoints, kind: 'vpcEndpoint' },
};

function taggableOf(id: string): Taggable | undefined {
  const prefix = id.slice(0, id.lastIndexOf('-'));
  return Object.hasOwn(taggable, prefix) ? taggable[prefix] : undefined;
}

export const createTags: Action = {
  resources: (call) => tagChecks(call),
  handle: (call) => {
    const tags = readTags(call.input);
    const targets = call.input.strings('ResourceId').map((id) => find(call, id));
    if (targets.length === 0) throw call.input.missing('ResourceId');
    if (Object.keys(tags).length === 0) throw call.input.missing('Tag');
    for (const target of targets) checkTags({ ...target.tags, ...tags });
    for (const target of targets) Object.assign(target.tags, tags);
    return { return: true };
  },
};

/** Without tags all of them go; a tag with a value goes only when the value is the same. */
export const deleteTags: Action = {
  resources: (call) => tagChecks(call),
  handle: (call) => {
    const unwanted = call.input
      .structs('Tag')
      .map((tag) => ({ key: tag.requiredString('Key'), value: tag.string('Value') }));
    for (const id of call.input.strings('ResourceId')) {
      const { tags } = find(call, id);
      if (unwanted.length === 0) for (const key of Object.keys(tags)) delete tags[key];
      for (const { key, value } of unwanted) if (value === undefined || tags[key] === value) delete tags[key];
    }
    return { return: true };
  },
};

export const describeTags: Action = {
  handle: (call) => {
    const rows = Object.values(taggable).flatMap(({ collection }) =>
      call
        .table(collection)
        .entries()
        .flatMap(([resourceId, { tags }]) =>
          Object.entries(tags).map(([key, value]) => ({
            resourceId,
            resourceType: collection.type,
            key,
            value,
          })),
        ),
    );
    const found = applyFilters(rows, call, {
      'resource-id': (row) => row.resourceId,
      'resource-type': (row) => row.resourceType,
      key: (row) => row.key,
      'tag-key': (row) => row.key,
      value: (row) => row.value,
      ...tagFilters(call),
    });
    const shown = page(call.input, found, (row) => `${row.resourceId}/${row.key}`);
    return { tagSet: shown.items.map((row) => ({ ...row })), nextToken: shown.next };
  },
};

/** `tag:<key>`, which here looks at the tag itself. */
function tagFilters(call: Call) {
  const names = call.input.structs('Filter').map((filter) => filter.string('Name') ?? '');
  return Object.fromEntries(
    names
      .filter((name) => name.startsWith('tag:'))
      .map((name) => [
        name,
        (row: { key: string; value: string }) => (row.key === name.slice(4) ? row.value : undefined),
      ]),
  );
}

function find(call: Call, id: string): { tags: Tags } {
  const type = taggableOf(id);
  if (type === undefined) throw unknownId(id);
  const problem = malformedId(type.kind, id);
  if (problem !== undefined) throw problem;
  const item = call.table(type.collection).get(id);
  if (item === undefined) throw notFound(type.kind, id);
  return item;
}

function unknownId(id: string): AwsError {
  return new AwsError('InvalidID', `The ID '${id}' is not valid`);
}

function tagChecks(call: Call) {
  const context = requestContext(readTags(call.input));
  return call.input.strings('ResourceId').map((id) => {
    const type = taggableOf(id);
    return type === undefined
      ? { resource: '*', context }
      : existing(call, type.collection.type, id, type.collection, context);
  });
}
