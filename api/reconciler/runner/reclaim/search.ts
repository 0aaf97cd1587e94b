import type { ZoneRecord } from '../../../aws/hosted-zones.ts';
import type { SecurityGroupRule, TaggedKind } from '../../../aws/tagged-resources.ts';
import { carries, type Tags } from '../../../aws/tags.ts';
import type { Run } from '../../../store/schema.ts';
import type { StateDocument } from '../../../terraform-state/document.ts';
import type { TerraformDocument } from '../../stacks/synthesis.ts';
import type { AwsView } from './aws-view.ts';
import { heldBy, type Import, literal, literalName, referenceOf, type Wanted, wantedOf } from './wanted.ts';

/** Something of the stack's that no state holds and the document has no place for. */
export interface Surplus {
  readonly type: string;
  /** As its import id. */
  readonly id: string;
  /** What its removal needs beside the id. */
  readonly rule?: { readonly groupId: string; readonly egress: boolean };
  readonly record?: ZoneRecord & { readonly zoneId: string };
  readonly associationId?: string;
}

export interface SearchInput {
  readonly action: Run['action'];
  /** The one to be carried out, then those of runs whose end nobody knows. */
  readonly documents: readonly TerraformDocument[];
  readonly state: StateDocument | undefined;
  /** The state before the run: where things were whose containers are gone from the state by now. */
  readonly before?: StateDocument | undefined;
  /** Of these identities (as `heldBy` gives them), those that another stack's state holds. */
  readonly heldElsewhere: (identities: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Names in the stack's zones that belong to other stacks, whatever their states say. */
  readonly otherNames: () => Promise<ReadonlySet<string>>;
  /** Only these types. @default all */
  readonly types?: readonly string[];
}

export interface SearchResult {
  readonly imports: readonly Import[];
  /** In the order in which they may be removed. */
  readonly surplus: readonly Surplus[];
}

/** What a look found at one place. */
interface Candidate extends Surplus {
  /** Where a document wants it; undefined for what none wants. */
  readonly wanted: Wanted | undefined;
  /** It is where the document would have it. */
  readonly fits: boolean;
}

const kinds: Readonly<Record<string, TaggedKind>> = {
  aws_vpc: 'vpc',
  aws_route_table: 'route-table',
  aws_subnet: 'subnet',
  aws_security_group: 'security-group',
  aws_vpc_endpoint: 'endpoint',
  aws_flow_log: 'flow-log',
};

/** What refers goes before what is referred to. */
const removalOrder = [
  'aws_lambda_function',
  'aws_cloudwatch_metric_alarm',
  'aws_ecs_service',
  'aws_ecs_task_definition',
  'aws_ecs_cluster',
  'aws_route53_record',
  'aws_route53_zone',
  'aws_flow_log',
  'aws_iam_role',
  'aws_cloudwatch_log_group',
  'aws_vpc_security_group_ingress_rule',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_endpoint',
  'aws_security_group',
  'aws_route_table_association',
  'aws_route_table',
  'aws_subnet',
  'aws_vpc',
];

/**
 * Looks for what interrupted runs made without writing it down, by what each create call carried itself: tags; where AWS takes those
 * only later, a comment and the VPC; where it takes none, the container.
 */
export class Search {
  readonly #view: AwsView;
  readonly #input: SearchInput;
  readonly #held: ReadonlySet<string>;
  readonly #imports = new Map<string, Import>();
  readonly #surplus = new Map<string, Surplus>();
  /** Ids that were found, by the address for which. */
  readonly #found = new Map<string, Set<string>>();

  constructor(view: AwsView, input: SearchInput) {
    this.#view = view;
    this.#input = input;
    this.#held = heldBy(input.state);
  }

  async run(): Promise<SearchResult> {
    const { action } = this.#input;
    // In the order in which resources refer to each other.
    await this.#tagged('aws_vpc');
    await this.#tagged('aws_route_table');
    await this.#tagged('aws_subnet');
    await this.#tagged('aws_security_group');
    // A group that goes takes its rules with it.
    if (action === 'apply') await this.#each('rules', () => this.#rules());
    await this.#each('aws_route_table_association', () => this.#associations());
    await this.#tagged('aws_vpc_endpoint');
    await this.#named('aws_iam_role', 'name', (name) => this.#view.roleTags(name));
    // A permission is part of its function: it goes with it, and making it again says that it is there.
    await this.#named('aws_lambda_function', 'function_name', (name) => this.#view.functionTags(name));
    await this.#named('aws_cloudwatch_log_group', 'name', (name) => this.#view.logGroupTags(name));
    await this.#named('aws_ecs_cluster', 'name', (name) => this.#view.clusterTags(name));
    await this.#each('aws_ecs_service', () => this.#services());
    await this.#each('aws_ecs_task_definition', () => this.#taskDefinitions());
    await this.#tagged('aws_flow_log');
    await this.#each('aws_route53_zone', () => this.#zones());
    await this.#each('aws_route53_record', () => this.#records());
    await this.#named('aws_cloudwatch_metric_alarm', 'alarm_name', (name) => this.#view.alarmTags(name));
    return {
      imports: [...this.#imports.values()],
      surplus: [...this.#surplus.values()].sort(
        (a, b) => removalOrder.indexOf(a.type) - removalOrder.indexOf(b.type),
      ),
    };
  }

  async #each(type: string, find: () => Promise<Candidate[]>): Promise<void> {
    const { types, heldElsewhere } = this.#input;
    if (types !== undefined && !types.includes(type)) return;
    const candidates = (await find()).filter((found) => !this.#held.has(identity(found)));
    if (candidates.length === 0) return;
    const elsewhere = await heldElsewhere(candidates.map(identity));
    for (const candidate of candidates) if (!elsewhere.has(identity(candidate))) this.#take(candidate);
  }

  #take(candidate: Candidate): void {
    const { wanted, fits, ...surplus } = candidate;
    const key = identity(surplus);
    if (wanted !== undefined) {
      const { address } = wanted;
      this.#found.set(address, (this.#found.get(address) ?? new Set()).add(surplus.id));
      const free = !this.#input.state?.resources.has(address) && !this.#imports.has(address);
      const taken = [...this.#imports.values()].some(
        (other) => other.importId === surplus.id && other.address.startsWith(`${surplus.type}.`),
      );
      if (taken) return;
      if (this.#input.action === 'apply' && wanted.current && fits && free) {
        this.#imports.set(address, { address, importId: surplus.id });
        this.#surplus.delete(key);
        return;
      }
    }
    this.#surplus.set(key, surplus);
  }

  #tagged(type: string): Promise<void> {
    return this.#each(type, async () => {
      const candidates: Candidate[] = [];
      for (const wanted of this.#wanted(type)) {
        const kind = kinds[type];
        if (wanted.tags === undefined || kind === undefined) continue;
        const container = wanted.configuration.vpc_id;
        for (const { id, vpcId } of await this.#view.tagged(kind, wanted.tags)) {
          // A flow log's tags do not say of which network it is.
          if (type === 'aws_flow_log' && !this.#all(container).has(vpcId ?? '')) continue;
          candidates.push({
            type,
            id,
            wanted,
            fits: container === undefined || this.#primary(container) === vpcId,
          });
        }
      }
      return candidates;
    });
  }

  #named(type: string, argument: string, tagsOf: (name: string) => Promise<Tags | undefined>): Promise<void> {
    return this.#each(type, async () => {
      const candidates: Candidate[] = [];
      for (const wanted of this.#wanted(type)) {
        const id = literal(wanted.configuration[argument]);
        if (id === undefined || wanted.tags === undefined) continue;
        const actual = await tagsOf(id);
        if (actual !== undefined && carries(actual, wanted.tags))
          candidates.push({ type, id, wanted, fits: true });
      }
      return candidates;
    });
  }

  /** CreateService refuses a name that is taken, and the service has its tags from then on: it is found by both. */
  async #services(): Promise<Candidate[]> {
    const type = 'aws_ecs_service';
    const candidates: Candidate[] = [];
    const clusters = new Set(
      this.#wanted('aws_ecs_cluster').flatMap(({ configuration }) => literal(configuration.name) ?? []),
    );
    for (const wanted of this.#wanted(type)) {
      const name = literal(wanted.configuration.name);
      if (name === undefined || wanted.tags === undefined) continue;
      for (const cluster of clusters) {
        const actual = await this.#view.serviceTags(cluster, name);
        if (actual !== undefined && carries(actual, wanted.tags))
          candidates.push({ type, id: `${cluster}/${name}`, wanted, fits: true });
      }
    }
    return candidates;
  }

  /** Each registration makes a revision: one that no state knows is never the one that is wanted, and goes. What runs it runs on. */
  async #taskDefinitions(): Promise<Candidate[]> {
    const type = 'aws_ecs_task_definition';
    const candidates: Candidate[] = [];
    for (const wanted of this.#wanted(type)) {
      const family = literal(wanted.configuration.family);
      if (family === undefined || wanted.tags === undefined) continue;
      for (const { arn: id, tags } of await this.#view.taskDefinitions(family))
        if (carries(tags, wanted.tags)) candidates.push({ type, id, wanted, fits: false });
    }
    return candidates;
  }

  /** Every rule in a group of the stack's: one that nobody wants any more still lets traffic in. */
  async #rules(): Promise<Candidate[]> {
    const groups = new Set<string>();
    for (const { address, configuration } of this.#wanted('aws_security_group')) {
      if (configuration.ingress === undefined && configuration.egress === undefined)
        for (const id of this.#all(`\${${address}.id}`)) groups.add(id);
    }
    const rules = ['ingress', 'egress'].flatMap((direction) =>
      this.#wanted(`aws_vpc_security_group_${direction}_rule`).filter(({ current }) => current),
    );
    const candidates: Candidate[] = [];
    for (const groupId of groups) {
      for (const rule of await this.#view.rules(groupId)) {
        const { id, egress } = rule;
        const type = `aws_vpc_security_group_${egress ? 'egress' : 'ingress'}_rule`;
        const wanted = rules.find(
          ({ address, configuration }) =>
            address.startsWith(`${type}.`) &&
            this.#primary(configuration.security_group_id) === groupId &&
            isRule(configuration, rule),
        );
        candidates.push({ type, id, wanted, fits: true, rule: { groupId, egress } });
      }
    }
    return candidates;
  }

  async #associations(): Promise<Candidate[]> {
    const type = 'aws_route_table_association';
    const candidates: Candidate[] = [];
    for (const wanted of this.#wanted(type)) {
      const { route_table_id: table, subnet_id: subnet } = wanted.configuration;
      const subnets = this.#all(subnet);
      for (const tableId of this.#all(table)) {
        for (const { id: associationId, subnetId } of await this.#view.associations(tableId)) {
          if (!subnets.has(subnetId)) continue;
          const fits = this.#primary(table) === tableId && this.#primary(subnet) === subnetId;
          candidates.push({ type, id: `${subnetId}/${tableId}`, wanted, fits, associationId });
        }
      }
    }
    return candidates;
  }

  /** CreateHostedZone takes no tags: a run that ended before they were written left a zone with its comment and VPC alone. */
  async #zones(): Promise<Candidate[]> {
    const type = 'aws_route53_zone';
    const candidates: Candidate[] = [];
    for (const wanted of this.#wanted(type)) {
      const { configuration, tags } = wanted;
      const name = literalName(configuration.name);
      const comment = literal(configuration.comment);
      const [vpc] = (configuration.vpc ?? []) as readonly { vpc_id?: unknown }[];
      if (name === undefined || tags === undefined || vpc === undefined) continue;
      for (const vpcId of this.#all(vpc.vpc_id)) {
        for (const zone of await this.#view.zones(vpcId, name)) {
          const unmarked = carries(zone.tags, {}) && comment !== undefined && zone.comment === comment;
          if (carries(zone.tags, tags) || unmarked)
            candidates.push({ type, id: zone.id, wanted, fits: this.#primary(vpc.vpc_id) === vpcId });
        }
      }
    }
    return candidates;
  }

  async #records(): Promise<Candidate[]> {
    const type = 'aws_route53_record';
    const candidates: Candidate[] = [];
    const wantedRecords = this.#wanted(type);
    const at = (zoneId: string, record: ZoneRecord) =>
      wantedRecords.find(
        ({ current, configuration }) =>
          current &&
          this.#primary(configuration.zone_id) === zoneId &&
          literalName(configuration.name) === record.name &&
          literal(configuration.type) === record.type,
      );
    const own = new Set<string>();
    for (const { address } of this.#wanted('aws_route53_zone'))
      for (const id of this.#all(`\${${address}.zone_id}`)) own.add(id);
    for (const zoneId of own) {
      for (const record of await this.#view.records(zoneId)) {
        const wanted = at(zoneId, record);
        if (wanted === undefined && (await this.#input.otherNames()).has(record.name)) continue;
        candidates.push({ type, id: record.key, wanted, fits: true, record: { ...record, zoneId } });
      }
    }
    // In a zone of another stack's, the network's, only what was wanted by name is this stack's.
    for (const { configuration } of wantedRecords) {
      const zoneId = literal(configuration.zone_id);
      const name = literalName(configuration.name);
      const recordType = literal(configuration.type);
      if (zoneId === undefined || name === undefined || recordType === undefined || own.has(zoneId)) continue;
      const record = await this.#view.record(zoneId, name, recordType);
      if (record === undefined) continue;
      const wanted = at(zoneId, record);
      candidates.push({ type, id: record.key, wanted, fits: true, record: { ...record, zoneId } });
    }
    return candidates;
  }

  #wanted(type: string): Wanted[] {
    return wantedOf(this.#input.documents, type);
  }

  /** What a value will be once the document is carried out. */
  #primary(value: unknown): string | undefined {
    const reference = referenceOf(value);
    if (reference === undefined) return literal(value);
    const known = this.#input.state?.resources.get(reference.address)?.[reference.attribute];
    return typeof known === 'string' ? known : this.#imports.get(reference.address)?.importId;
  }

  /** Everything that a value is or may have been for a run. */
  #all(value: unknown): Set<string> {
    const reference = referenceOf(value);
    const text = literal(value);
    if (reference === undefined) return new Set(text === undefined ? [] : [text]);
    const { address, attribute } = reference;
    const all = new Set(this.#found.get(address));
    for (const state of [this.#input.state, this.#input.before]) {
      const known = state?.resources.get(address)?.[attribute];
      if (typeof known === 'string') all.add(known);
    }
    return all;
  }
}

function identity({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${type} ${id}`;
}

function isRule(configuration: Wanted['configuration'], rule: SecurityGroupRule): boolean {
  return (
    rule.protocol === configuration.ip_protocol &&
    rule.fromPort === configuration.from_port &&
    rule.toPort === configuration.to_port &&
    rule.peer === (configuration.cidr_ipv4 ?? configuration.prefix_list_id)
  );
}
