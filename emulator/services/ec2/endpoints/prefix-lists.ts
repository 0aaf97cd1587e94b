import type { Action, Call } from '../../../core/service.ts';
import { applyFilters } from '../describe.ts';
import { notFound } from '../errors.ts';
import { page } from '../paging.ts';
import { awsServiceName, awsServicesIn, regionalId } from './aws-services.ts';

export interface PrefixList {
  readonly prefixListId: string;
  readonly prefixListName: string;
  readonly cidrs: readonly string[];
}

/** Address blocks of the services that have gateway endpoints. Real ones change; what counts is that they are listed. */
const blocks: Readonly<Record<string, readonly string[]>> = {
  s3: ['3.5.64.0/21', '18.34.240.0/22', '52.218.0.0/17'],
  dynamodb: ['3.248.180.0/22', '52.94.24.0/22'],
};

/** The lists that AWS keeps in a region, one per gateway service. */
export function prefixListsOf(region: string): PrefixList[] {
  return awsServicesIn(region)
    .filter((service) => service.types.includes('Gateway'))
    .map((service) => ({
      prefixListId: regionalId('pl-', region, service.suffix, 8),
      prefixListName: awsServiceName(service, region),
      cidrs: blocks[service.suffix] ?? [],
    }));
}

export const describePrefixLists: Action = {
  handle: (call) => {
    const shown = select(call);
    return {
      prefixListSet: shown.items.map((list) => ({
        prefixListId: list.prefixListId,
        prefixListName: list.prefixListName,
        cidrSet: list.cidrs,
      })),
      nextToken: shown.next,
    };
  },
};

export const describeManagedPrefixLists: Action = {
  handle: (call) => {
    const shown = select(call);
    return {
      prefixListSet: shown.items.map((list) => ({
        prefixListId: list.prefixListId,
        prefixListName: list.prefixListName,
        prefixListArn: call.arn('ec2', `prefix-list/${list.prefixListId}`, { accountId: 'aws' }),
        addressFamily: 'IPv4',
        state: 'create-complete',
        ownerId: 'AWS',
        version: 1,
        tagSet: [],
      })),
      nextToken: shown.next,
    };
  },
};

export const getManagedPrefixListEntries: Action = {
  handle: (call) => {
    const id = call.input.requiredString('PrefixListId');
    const list = prefixListsOf(call.region).find((candidate) => candidate.prefixListId === id);
    if (list === undefined) throw notFound('prefixList', id);
    return { entrySet: list.cidrs.map((cidr) => ({ cidr })) };
  },
};

function select(call: Call) {
  const lists = prefixListsOf(call.region);
  const ids = call.input.strings('PrefixListId');
  for (const id of ids) {
    if (!lists.some((list) => list.prefixListId === id)) throw notFound('prefixList', id);
  }
  const chosen = lists.filter((list) => ids.length === 0 || ids.includes(list.prefixListId));
  const found = applyFilters(chosen, call, {
    'prefix-list-id': (list) => list.prefixListId,
    'prefix-list-name': (list) => list.prefixListName,
    'owner-id': () => 'AWS',
  });
  return page(call.input, found, (list) => list.prefixListId);
}
