import type { Logger } from 'pino';
import { principalArn } from '../../../../domain/account.ts';
import type { AwsClients } from '../../../aws/clients.ts';
import type { Platform } from '../../../platform.ts';
import type { Run } from '../../../store/schema.ts';
import type { Store } from '../../../store/store.ts';
import { StateDocument } from '../../../terraform-state/document.ts';
import type { TerraformDocument } from '../../stacks/synthesis.ts';
import { type AwsView, awsView } from './aws-view.ts';
import { findObstacles, type Obstacles } from './obstacles.ts';
import { type Blocked, removeAll, removeInTime } from './removal.ts';
import { Search, type SearchResult, type Surplus } from './search.ts';
import { heldBy, type Import, literal, wantedOf } from './wanted.ts';

export interface ReclaimerOptions {
  readonly store: Store;
  readonly aws: AwsClients;
  readonly platform: Pick<Platform, 'trayAccountId' | 'partition'>;
  readonly logger: Logger;
  /** How long one look, or one round of removals, may take, in milliseconds. @default 2 minutes */
  readonly limitMs?: number;
}

/** The stack that is looked at. */
export interface ReclaimTarget {
  readonly stack: string;
  readonly organizationId: string;
  readonly region: string;
  readonly action: Run['action'];
  /** Endpoints of the stack are made by the organization's principal. */
  readonly endpointsOfPrincipal: boolean;
  /** Names in the stack's zones that belong to other stacks. */
  readonly otherNames: () => Promise<ReadonlySet<string>>;
}

export interface Looking {
  /** What is to be carried out now, then what runs of unknown end were to. */
  readonly documents: readonly TerraformDocument[];
  readonly state: StateDocument | undefined;
  readonly before?: StateDocument | undefined;
  readonly types?: readonly string[];
}

/** What is left of the obstacles, and what was removed. */
export interface Cleared extends Pick<Obstacles, 'foreign' | 'beside'> {
  readonly removed: readonly string[];
}

/** What has a name that a create call would silently overwrite. */
export interface Overwritten {
  /** The stack's own. */
  readonly imports: readonly Import[];
  /** Addresses for which somebody else's is there. */
  readonly foreign: readonly string[];
}

/**
 * Created by a call that answers well where the name is taken, and changes or takes over what has it: by type, the argument of the name
 * and whose it is.
 * Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html and
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
 */
const overwriting: Readonly<
  Record<
    string,
    { readonly argument: string; readonly tags: (view: AwsView, name: string) => Promise<unknown> }
  >
> = {
  aws_cloudwatch_metric_alarm: { argument: 'alarm_name', tags: (view, name) => view.alarmTags(name) },
  aws_ecs_cluster: { argument: 'name', tags: (view, name) => view.clusterTags(name) },
};

/** Removals are tried so often, with this between them: an endpoint's interfaces outlive it by a little. */
const patience = { attempts: 8, pauseMs: 2_500 };

/**
 * Finds again, or removes, what runs made in AWS and did not write down. Asks AWS only when it is asked to look, changes only what is
 * provably the stack's own, and ends with the signal that it is given.
 */
export class Reclaimer {
  readonly #options: ReclaimerOptions;

  constructor(options: ReclaimerOptions) {
    this.#options = options;
  }

  look(target: ReclaimTarget, looking: Looking, signal: AbortSignal): Promise<SearchResult> {
    return this.#asking(target, signal, (view) =>
      new Search(view, {
        ...looking,
        action: target.action,
        heldElsewhere: this.#heldElsewhere(target),
        otherNames: target.otherNames,
      }).run(),
    );
  }

  /**
   * Before a run creates by calls that AWS does not refuse where a name is taken: whose the names are. Asks nothing where the state
   * holds, or the run imports, all that the document wants.
   */
  async overwritten(
    target: ReclaimTarget,
    {
      document,
      state,
      imports,
    }: {
      readonly document: TerraformDocument;
      readonly state: StateDocument | undefined;
      readonly imports: readonly Import[];
    },
    signal: AbortSignal,
  ): Promise<Overwritten> {
    const types = Object.keys(overwriting);
    const missing = types
      .flatMap((type) => wantedOf([document], type))
      .filter(
        ({ address }) =>
          !state?.resources.has(address) && !imports.some((imported) => imported.address === address),
      );
    if (missing.length === 0) return { imports: [], foreign: [] };
    return this.#asking(target, signal, async (view) => {
      const own = await new Search(view, {
        action: target.action,
        documents: [document],
        state,
        types,
        heldElsewhere: this.#heldElsewhere(target),
        otherNames: target.otherNames,
      }).run();
      const added = own.imports.filter((found) => missing.some(({ address }) => address === found.address));
      const foreign: string[] = [];
      for (const { address, configuration } of missing) {
        const kind = overwriting[address.slice(0, address.indexOf('.'))];
        const name = kind && literal(configuration[kind.argument]);
        if (kind === undefined || name === undefined || added.some((found) => found.address === address))
          continue;
        if ((await kind.tags(view, name)) !== undefined) foreign.push(address);
      }
      return { imports: added, foreign };
    });
  }

  /** @param patient whether to wait for a while for what still hangs on something that goes. */
  remove(
    target: ReclaimTarget,
    surplus: readonly Surplus[],
    options: {
      readonly patient: boolean;
      readonly signal: AbortSignal;
      readonly onRemoved: (one: Surplus) => void;
    },
  ): Promise<readonly Blocked[]> {
    const { signal, patient } = options;
    const onRemoved = (one: Surplus) => {
      const { type, id, record, rule } = one;
      this.#options.logger.warn(
        { stack: target.stack, type, id, rule, record: record?.set },
        'removed what an interrupted run had left',
      );
      options.onRemoved(one);
    };
    return this.#asking(target, signal, (view, within) =>
      patient
        ? removeInTime(view, surplus, onRemoved, { ...patience, signal: within })
        : removeAll(view, surplus, onRemoved),
    );
  }

  /** What keeps the stack's containers from going. What is provably its own is removed. */
  clear(
    target: ReclaimTarget,
    { state, surplus }: { readonly state: StateDocument; readonly surplus: readonly Surplus[] },
    signal: AbortSignal,
  ): Promise<Cleared> {
    const { store, logger } = this.#options;
    const { organizationId, stack } = target;
    return this.#asking(target, signal, async (view) => {
      const { own, foreign, beside } = await findObstacles(view, {
        state,
        surplus: surplus.map(({ type, id }) => `${type} ${id}`),
        organizationId,
        isFinished: async (id) => {
          const connection = await store.connections.get(id);
          return connection?.organization_id === organizationId && connection.state === 'deleted';
        },
        heldElsewhere: this.#heldElsewhere(target),
        otherNames: target.otherNames,
        connectionsAs: this.#principal(target),
      });
      const removed: string[] = [];
      for (const { what, remove } of own) {
        await remove();
        logger.warn({ stack, what }, 'removed what stood in the way of a deletion');
        removed.push(what);
      }
      return { foreign, beside, removed };
    });
  }

  #principal({ organizationId }: ReclaimTarget): string {
    const { trayAccountId, partition } = this.#options.platform;
    return principalArn({ partition, accountId: trayAccountId, orgId: organizationId });
  }

  /** Which of these identities the state of another stack of the organization holds. */
  #heldElsewhere({ stack, organizationId }: ReclaimTarget) {
    return async (identities: readonly string[]): Promise<ReadonlySet<string>> => {
      const states = await this.#options.store.terraformStates.mentioning({
        organizationId,
        exceptStack: stack,
        texts: [...new Set(identities.map(telling))],
      });
      const held = states.flatMap(({ body }) => [...heldBy(StateDocument.parse(body))]);
      const wanted = new Set(identities);
      return new Set(held.filter((identity) => wanted.has(identity)));
    };
  }

  /** @throws a `TimeoutError` when AWS does not answer in time. */
  async #asking<T>(
    target: ReclaimTarget,
    signal: AbortSignal,
    ask: (view: AwsView, within: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { aws, platform, limitMs = 120_000 } = this.#options;
    const timeout = AbortSignal.timeout(limitMs);
    const within = AbortSignal.any([signal, timeout]);
    const { region } = target;
    const place = {
      region,
      ...(target.endpointsOfPrincipal ? { endpointsAs: this.#principal(target) } : {}),
    };
    try {
      return await ask(awsView(aws, platform.trayAccountId, place, within), within);
    } catch (error) {
      if (!timeout.aborted || signal.aborted) throw error;
      throw Object.assign(
        new Error(
          `within ${limitMs / 1_000} s it did not say what an interrupted run may have left; it will be asked again.`,
          { cause: error },
        ),
        { name: 'TimeoutError' },
      );
    }
  }
}

/** What of an identity stands in a state that holds it, and in few others. */
function telling(identity: string): string {
  const [type = '', id = ''] = identity.split(/ (.*)/s);
  if (type === 'aws_route53_record') return id.slice(0, id.indexOf('_'));
  if (type === 'aws_route_table_association') return id.slice(0, id.indexOf('/'));
  return id;
}
