import { principalArn } from '../../domain/account.ts';
import { partitionTitle } from '../../domain/partition.ts';
import type { Organization } from './fleet.ts';
import { formatPath, type Path, type Problems } from './problems.ts';
import { checkUnique, present, values } from './references.ts';
import type { TrayContext } from './resolve-tray.ts';
import type { FleetInput } from './schema.ts';
import type { Draft } from './structure.ts';

export interface Organizations {
  /** Every id in the file, also of organizations that have mistakes. */
  readonly declared: ReadonlySet<string>;
  readonly built: ReadonlyMap<string, Organization>;
}

export function resolveOrganizations(
  drafts: Draft<FleetInput['organizations']> | undefined,
  tray: TrayContext,
  problems: Problems,
): Organizations {
  const declared = new Map<string, Path>();
  const built = new Map<string, Organization>();
  const accounts = new Map<string, { readonly orgId: string | undefined; readonly path: Path }>();
  if (drafts?.length === 0) {
    problems.add(
      ['organizations'],
      'the fleet is empty',
      'add at least one organization; see fleet.example.yaml',
    );
  }
  for (const [index, draft] of present(drafts)) {
    const path: Path = ['organizations', index];
    const { id } = draft;
    const partition = draft.partition ?? tray.partition;
    if (partition !== tray.partition) {
      problems.add(
        [...path, 'partition'],
        `the organization is in ${partitionTitle(partition)}, Tray's account in ${partitionTitle(tray.partition)}`,
        'PrivateLink does not cross partitions: put it into the fleet of that partition',
      );
    }
    checkDeclaredCidrs(draft, path, tray, problems);
    if (!tray.sharedAwsAccounts) checkAccounts(draft, path, accounts, problems);
    if (id === undefined) continue;
    const twin = (first: Path) =>
      [
        `"${id}" is the id of ${formatPath(first.slice(0, -1))} already`,
        'give each organization its own OrgID',
      ] as const;
    if (!checkUnique([...path, 'id'], id, declared, twin, problems)) continue;
    const awsAccounts = values(draft.awsAccounts);
    if (draft.customerName === undefined || awsAccounts.length === 0) continue;
    built.set(id, {
      id,
      customerName: draft.customerName,
      awsAccounts,
      partition,
      declaredCidrs: values(draft.declaredCidrs),
      principalArn: tray.settings
        ? principalArn({ partition: tray.partition, accountId: tray.settings.accountId, orgId: id })
        : '',
    });
  }
  return { declared: new Set(declared.keys()), built };
}

/** Whoever's account owns a service may connect to it, so an account stands for one organization. */
function checkAccounts(
  draft: Draft<FleetInput['organizations'][number]>,
  path: Path,
  accounts: Map<string, { readonly orgId: string | undefined; readonly path: Path }>,
  problems: Problems,
): void {
  for (const [index, account] of present(draft.awsAccounts)) {
    const place = [...path, 'awsAccounts', index];
    const first = accounts.get(account);
    if (!first) accounts.set(account, { orgId: draft.id, path: place });
    else if (formatPath(first.path.slice(0, 2)) !== formatPath(path)) {
      problems.add(
        place,
        `${account} is an account of ${first.orgId ?? 'another organization'} already (${formatPath(first.path)})`,
        'an AWS account belongs to one organization: correct the number, or set tray.sharedAwsAccounts: true',
      );
    }
  }
}

function checkDeclaredCidrs(
  draft: Draft<FleetInput['organizations'][number]>,
  path: Path,
  tray: TrayContext,
  problems: Problems,
): void {
  for (const [index, cidr] of present(draft.declaredCidrs)) {
    problems.guard([...path, 'declaredCidrs', index], () => tray.pool?.assertNotSwallowed([cidr]));
  }
}
