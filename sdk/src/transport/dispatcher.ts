/**
 * What this package needs of an undici dispatcher (Agent, Pool, ProxyAgent, MockAgent …), described by its shape: a
 * dispatcher of any undici 7 or 8, also of another copy than ours, fits. Nothing but `request` is called on it.
 */
export interface HttpDispatcher {
  request(options: DispatcherRequest): Promise<DispatcherResponse>;
}

export interface DispatcherRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: HttpMethod;
  readonly headers: Record<string, string>;
  readonly body?: string | null;
  readonly signal?: AbortSignal;
}

export interface DispatcherResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: { text(): Promise<string> };
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
