import { AwsError } from '../../../core/aws-error.ts';
import type { Action, Call } from '../../../core/service.ts';
import type { Collection } from '../../../core/state.ts';
import { existing, requestContext } from '../access.ts';
import { applyFilters, paginate } from '../describe.ts';
import { type Kind, notFound } from '../errors.ts';
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
} from '../state.ts';
import { checkTags, readTags } from './tags.ts';

interface Taggable {
  readonly prefix: RegExp;
  readonly collection: Collection<{ tags: Tags }>;
  readonly kind: Kind;
}

/** What can carry tags, by the form of its id. */
const taggable: readonly Taggable[] = [
  { prefix: /^vpc-/, collection: vpcs, kind: 'vpc' },
  { prefix: /^subnet-/, collection: subnets, kind: 'subnet' },
  { prefix: /^rtb-/, collection: routeTables, kind: 'routeTable' },
  { prefix: /^acl-/, collection: networkAcls, kind: 'networkAcl' },
  { prefix: /^sg-/, collection: securityGroups, kind: 'securityGroup' },
  { prefix: /^sgr-/, collection: securityGroupRules, kind: 'securityGroupRule' },
  { prefix: /^eni-/, collection: networkInterfaces, kind: 'networkInterface' },
  { prefix: /^fl-/, collection: flowLogs, kind: 'flowLog' },
  { prefix: /^vpce-svc-/, collection: endpointServices, kind: 'endpointService' },
  { prefix: /^vpce-(?!svc-)/, collection: vpcEndpoints, kind: 'vpcEndpoint' },
];

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
    const rows = taggable.flatMap(({ collection }) =>
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
      value: (row) => row.value,
    });
    const page = paginate(found, (row) => `${row.resourceId}/${row.key}`, call.input);
    return { tagSet: page.items.map((row) => ({ ...row })), nextToken: page.nextToken };
  },
};

function find(call: Call, id: string): { tags: Tags } {
  const type = taggable.find(({ prefix }) => prefix.test(id));
  if (type === undefined) throw unknownId(id);
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
    const type = taggable.find(({ prefix }) => prefix.test(id));
    return type === undefined
      ? { resource: '*', context }
      : existing(call, type.collection.type, id, type.collection, context);
  });
}
