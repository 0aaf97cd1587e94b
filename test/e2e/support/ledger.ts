import type { ResourceSummary } from '../../../emulator/index.ts';
import type { RecordSet } from '../../../emulator/services/route53/state.ts';
import { accounts } from './fleet.ts';
import type { Installation } from './installation.ts';
import type { Wish } from './wishes.ts';
import type { World } from './world.ts';

/**
 * Holds AWS against what was wished for and against the states. Empty when nothing was lost (what is wished for is there), doubled
 * (it is there once, with exactly the rules and names of the last wish) and orphaned (what is there, a state holds).
 */
export async function violations(
  world: World,
  installation: Installation,
  live: readonly Wish[],
): Promise<string[]> {
  const resources = await world.emulator.resources({ accountId: accounts.tray });
  const states = [...(await currentStates(installation)).values()].join('\n');
  return [...live.flatMap((wish) => differences(wish, resources)), ...orphans(resources, states)];
}

/** The bodies of the states that count, by stack. */
export async function currentStates(installation: Installation): Promise<Map<string, string>> {
  const rows = await installation.store.db
    .selectFrom('terraform_states as state')
    .innerJoin('terraform_state_versions as version', (join) =>
      join.onRef('version.stack', '=', 'state.stack').onRef('version.version', '=', 'state.current_version'),
    )
    .select(['state.stack', 'version.body'])
    .execute();
  return new Map(rows.map(({ stack, body }) => [stack, body.toString()]));
}

function differences(wish: Wish, resources: readonly ResourceSummary[]): string[] {
  const { id, ports, hostname, wants } = wish;
  const found: string[] = [];
  const of = (type: string) => resources.filter((one) => one.type === type);
  const ours = (type: string) =>
    of(type).filter((one) => part<Tags>(one, 'tags')?.['tray:connection-id'] === id);
  const compare = (what: string, actual: readonly unknown[], wanted: readonly unknown[]) => {
    const [left, right] = [actual, wanted].map((list) => list.map(String).sort().join(', '));
    if (left !== right) found.push(`${id}: ${what} ${left} instead of ${right}`);
  };
  const groups = ours('security-group');
  compare('endpoints', [ours('vpc-endpoint').length], [1]);
  compare('security groups', [groups.length], [1]);
  // What the customer has rejected stays as it is until it is accepted again.
  if (wants === 'reject') return found;
  const rules = of('security-group-rule').filter((rule) =>
    groups.some((group) => group.id === part(rule, 'groupId')),
  );
  compare(
    'rules',
    rules.map(
      (rule) => `${part(rule, 'isEgress') ? 'out' : 'in'} ${part(rule, 'fromPort')}-${part(rule, 'toPort')}`,
    ),
    ports.map((port) => `in ${port}-${port}`),
  );
  const zones = of('hosted-zone');
  compare(
    'hostname zones',
    zones
      .map((zone) => part<string>(zone, 'name') ?? '')
      .filter((name) => name === `${id}.customer.example.`),
    hostname === undefined ? [] : [`${hostname}.`],
  );
  const names = zones.flatMap((zone) => recordsOf(zone)).map(({ Name }) => Name);
  compare(
    'names',
    names.filter((name) => name.startsWith(`${id}.`)),
    [`${id}.privatelink.tray.internal.`, ...(hostname === undefined ? [] : [`${hostname}.`])],
  );
  return found;
}

function orphans(resources: readonly ResourceSummary[], states: string): string[] {
  // A VPC brings a group of its own, whose rules nobody may take.
  const standard = new Set(
    resources.flatMap((one) => (part(one, 'groupName') === 'default' ? [one.id] : [])),
  );
  // Lambda makes the interfaces of a function, and no state has them: they belong to a function that one has.
  const isOfFunction = (one: ResourceSummary) => {
    const [, name] = /^AWS Lambda VPC ENI-(.+)-[0-9a-f-]{36}$/.exec(part(one, 'description') ?? '') ?? [];
    return name !== undefined && states.includes(`"${name}"`);
  };
  const unknown = resources
    .filter((one) => !isOfFunction(one))
    .filter((one) => !states.includes(one.id) && !standard.has(part<string>(one, 'groupId') ?? ''))
    .map(({ type, id, region }) => `orphan: ${type} ${id} in ${region}`);
  const records = resources
    .filter(({ type }) => type === 'hosted-zone')
    .flatMap((zone) =>
      recordsOf(zone)
        .map(({ Name, Type }) => `${zone.id}_${Name.replace(/\.$/, '')}_${Type}`)
        .filter((id) => !states.includes(id)),
    );
  return [...unknown, ...records.map((id) => `orphan: record ${id}`)];
}

type Tags = Readonly<Record<string, string>>;

/** Those that do not come with the zone. */
function recordsOf(zone: ResourceSummary): RecordSet[] {
  const records = part<Readonly<Record<string, RecordSet>>>(zone, 'records') ?? {};
  return Object.values(records).filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
}

function part<T = unknown>({ resource }: ResourceSummary, name: string): T | undefined {
  return (resource as Readonly<Record<string, unknown>>)[name] as T | undefined;
}
