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
