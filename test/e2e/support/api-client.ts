import type { components } from '../../../api/contract.generated.ts';

type Schemas = components['schemas'];

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** The API as its callers see it, with nothing in between. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(of: { readonly url?: string; readonly token?: string }) {
    if (of.url === undefined || of.token === undefined) throw new Error('the process serves no API');
    this.#url = of.url;
    this.#token = of.token;
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
  }

  connection(id: string): Promise<Answer<Schemas['Connection']>> {
    return this.call('GET', `/v1/connections/${id}`);
  }

  async connections(query = ''): Promise<readonly Schemas['Connection'][]> {
    const { body } = await this.call<Schemas['ConnectionPage']>('GET', `/v1/connections?limit=100${query}`);
    return body.items;
  }

  async events(id: string): Promise<readonly Schemas['ConnectionEvent'][]> {
    const { body } = await this.call<Schemas['ConnectionEventPage']>(
      'GET',
      `/v1/connections/${id}/events?order=asc&limit=100`,
    );
    return body.items;
  }

  async runs(id: string): Promise<readonly Schemas['Run'][]> {
    const { body } = await this.call<Schemas['RunPage']>('GET', `/v1/connections/${id}/runs?limit=100`);
    return body.items;
  }
}
