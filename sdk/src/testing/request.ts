import type { FakeRequest } from './router.ts';

/** A request as undici hands it to a mock. */
export interface MockRequest {
  readonly path: string;
  readonly method: string;
  readonly body?: unknown;
  readonly headers?: unknown;
}

export function parseRequest(options: MockRequest, origin: string, basePath: string): FakeRequest {
  const url = new URL(options.path, origin);
  return {
    method: options.method,
    path: url.pathname.startsWith(basePath) ? url.pathname.slice(basePath.length) : url.pathname,
    params: {},
    query: url.searchParams,
    headers: headersOf(options.headers),
    body: bodyOf(options.body),
  };
}

/** undici takes headers as an object, as a flat list, or as something to iterate. */
function headersOf(headers: unknown): Record<string, string> {
  const entries: [string, string][] = [];
  if (Array.isArray(headers)) {
    for (let index = 0; index + 1 < headers.length; index += 2) {
      entries.push([String(headers[index]), String(headers[index + 1])]);
    }
  } else if (typeof headers === 'object' && headers !== null) {
    for (const [name, value] of Symbol.iterator in headers
      ? (headers as Iterable<[string, string]>)
      : Object.entries(headers)) {
      entries.push([name, String(value)]);
    }
  }
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

function bodyOf(body: unknown): unknown {
  const text =
    typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString() : '';
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The handler refuses what is no object.
    return text;
  }
}
