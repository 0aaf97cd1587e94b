import { ConfigurationError } from '../errors/index.ts';

export interface BaseUrl {
  readonly origin: string;
  /** Without a slash at its end; empty for the root. */
  readonly basePath: string;
  readonly host: string;
  readonly port: number;
}

export function parseBaseUrl(text: string): BaseUrl {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new ConfigurationError(
      'baseUrl is not a URL; write it with its scheme, like https://privatelink.example.com.',
      {
        cause: cause instanceof Error ? new Error(cause.message) : undefined,
      },
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new ConfigurationError(`baseUrl must begin with https:// or http://, not ${url.protocol}//.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigurationError('baseUrl has a user name or password in it; pass a token instead.');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new ConfigurationError('baseUrl must not have a query or a fragment.');
  }
  return {
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    host: url.hostname,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
  };
}

export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** Puts the parameters into the route. An id that would lead to another route is refused. */
export function expandRoute(route: string, params: Readonly<Record<string, string>> | undefined): string {
  if (params === undefined) return route;
  let path = route;
  for (const name in params) path = path.replace(`{${name}}`, () => segment(name, params[name]));
  return path;
}

function segment(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..') {
    throw new ConfigurationError(
      `${name} is a non-empty string, not ${JSON.stringify(value) ?? 'undefined'}.`,
    );
  }
  return encodeURIComponent(value);
}

/** Repeats the parameter for each value of an array, as the contract has it. */
export function serializeQuery(query: Readonly<Record<string, QueryValue>>): string {
  let text = '';
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const single of Array.isArray(value) ? value : [value]) {
      text += `${text === '' ? '?' : '&'}${encodeURIComponent(name)}=${encodeURIComponent(String(single))}`;
    }
  }
  return text;
}
