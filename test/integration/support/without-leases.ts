import type { Store } from '../../../api/store/store.ts';

/** A store for work of a single worker, which needs no lease. */
export function withoutLeases(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'underLease')
        return (_lease: unknown, work: (store: Store) => Promise<unknown>) => target.transaction(work);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
