/** One account in one region. Global services keep their things in the region `aws-global`. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

export const GLOBAL_REGION = 'aws-global';

export interface CollectionOptions<T> {
  /** `account` for the things of global services. */
  readonly scope?: 'region' | 'account';
  /** For items that stay visible when they are gone, such as a deregistered task definition. */
  isGone?(item: T): boolean;
}

/**
 * A kind of resource that lives in the state, for example `new Collection<Vpc>('ec2', 'vpc')`. The object is only the
 * typed key; the items are in the `State`, separate for every scope.
 */
export class Collection<T extends object> {
  readonly service: string;
  readonly type: string;
  readonly scope: 'region' | 'account';
  readonly #options: CollectionOptions<T>;

  constructor(service: string, type: string, options: CollectionOptions<T> = {}) {
    this.service = service;
    this.type = type;
    this.scope = options.scope ?? 'region';
    this.#options = options;
  }

  /** True for an item that AWS still shows but that no longer counts as left behind. */
  isGone(item: T): boolean {
    return this.#options.isGone?.(item) ?? false;
  }
}

/** The items of one collection in one scope, in the order in which they were made. */
export class Table<T extends object> {
  readonly #items = new Map<string, T>();
  /** How many more times a describe call must not see an item yet. */
  readonly #hidden = new Map<string, number>();
  readonly #readsBeforeVisible: () => number;

  constructor(readsBeforeVisible: () => number) {
    this.#readsBeforeVisible = readsBeforeVisible;
  }

  get(id: string): T | undefined {
    return this.#items.get(id);
  }

  has(id: string): boolean {
    return this.#items.has(id);
  }

  put(id: string, item: T): T {
    if (!this.#items.has(id) && this.#readsBeforeVisible() > 0)
      this.#hidden.set(id, this.#readsBeforeVisible());
    this.#items.set(id, item);
    return item;
  }

  delete(id: string): boolean {
    this.#hidden.delete(id);
    return this.#items.delete(id);
  }

  list(): T[] {
    return [...this.#items.values()];
  }

  entries(): [string, T][] {
    return [...this.#items];
  }

  find(test: (item: T) => boolean): T | undefined {
    for (const item of this.#items.values()) if (test(item)) return item;
    return undefined;
  }

  filter(test: (item: T) => boolean): T[] {
    return this.list().filter(test);
  }

  get size(): number {
    return this.#items.size;
  }

  /**
   * What a describe call sees. The same as `list`, unless eventual consistency is switched on: then a new item stays
   * out of sight for the first reads.
   */
  visible(): T[] {
    if (this.#hidden.size === 0) return this.list();
    const seen: T[] = [];
    for (const [id, item] of this.#items) {
      const left = this.#hidden.get(id) ?? 0;
      if (left === 0) seen.push(item);
      else if (left === 1) this.#hidden.delete(id);
      else this.#hidden.set(id, left - 1);
    }
    return seen;
  }
}

/** A resource as the control API lists it. */
export interface ResourceSummary {
  readonly service: string;
  readonly type: string;
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly resource: object;
}

/** Every item of every collection, account and region. */
export class State {
  /** collection → `<account>/<region>` → table */
  readonly #tables = new Map<Collection<never>, Map<string, Table<never>>>();
  readonly #readsBeforeVisible: () => number;

  constructor(options: { readsBeforeVisible: () => number }) {
    this.#readsBeforeVisible = options.readsBeforeVisible;
  }

  table<T extends object>(collection: Collection<T>, scope: Scope): Table<T> {
    const region = collection.scope === 'account' ? GLOBAL_REGION : scope.region;
    const key = `${scope.accountId}/${region}`;
    const scopes = this.#scopesOf(collection);
    let table = scopes.get(key);
    if (table === undefined) {
      table = new Table<T>(this.#readsBeforeVisible);
      scopes.set(key, table);
    }
    return table;
  }

  /** The tables of one collection in every scope that has been used: for what crosses accounts, as PrivateLink does. */
  *everywhere<T extends object>(collection: Collection<T>): Generator<{ scope: Scope; table: Table<T> }> {
    for (const [key, table] of this.#scopesOf(collection)) {
      const [accountId = '', region = ''] = key.split('/');
      yield { scope: { accountId, region }, table };
    }
  }

  resources(): ResourceSummary[] {
    const found: ResourceSummary[] = [];
    for (const collection of this.#tables.keys()) {
      for (const { scope, table } of this.everywhere(collection)) {
        for (const [id, resource] of table.entries()) {
          if (collection.isGone(resource)) continue;
          found.push({ service: collection.service, type: collection.type, ...scope, id, resource });
        }
      }
    }
    return found;
  }

  clear(): void {
    this.#tables.clear();
  }

  /** The one place where the item type is re-attached: a collection's tables are only ever made with its own type. */
  #scopesOf<T extends object>(collection: Collection<T>): Map<string, Table<T>> {
    const tables = this.#tables as unknown as Map<Collection<T>, Map<string, Table<T>>>;
    let scopes = tables.get(collection);
    if (scopes === undefined) {
      scopes = new Map();
      tables.set(collection, scopes);
    }
    return scopes;
  }
}
