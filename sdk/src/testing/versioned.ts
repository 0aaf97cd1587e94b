/** A table of resources, newest last, each with a version that its ETag shows. */
export class Versioned<T extends { readonly id: string }> {
  readonly #rows = new Map<string, { value: T; version: number }>();
  readonly #watchers = new Set<() => void>();

  get(id: string): T | undefined {
    return this.#rows.get(id)?.value;
  }

  etag(id: string): string | undefined {
    const row = this.#rows.get(id);
    return row && `"${row.version}"`;
  }

  put(value: T): T {
    const version = (this.#rows.get(value.id)?.version ?? 0) + 1;
    this.#rows.set(value.id, { value, version });
    this.#changed();
    return value;
  }

  delete(id: string): void {
    this.#rows.delete(id);
    this.#changed();
  }

  /** Newest first. */
  all(): T[] {
    return [...this.#rows.values()].map(({ value }) => value).reverse();
  }

  /** Calls back after every change; gives what ends that. */
  watch(callback: () => void): () => void {
    this.#watchers.add(callback);
    return () => this.#watchers.delete(callback);
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
