import { afterEach, jest } from '@jest/globals';
import { type ClientOptions, PrivateLinkClient } from '../../../../sdk/src/index.ts';
import { type FakeApiOptions, FakePrivateLinkApi } from '../../../../sdk/src/testing/index.ts';
import { type Reaction, type Received, startServer, type TestServer } from './server.ts';

const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** Runs after the test, in reverse order. */
export function afterThisTest(cleanUp: () => Promise<void> | void): void {
  cleanUps.push(cleanUp);
}

/** A client of a real server on loopback. */
export async function served(
  script: readonly Reaction[] | ((request: Received, index: number) => Reaction),
  options: ClientOptions = {},
): Promise<{ client: PrivateLinkClient; server: TestServer }> {
  const server = await startServer(script);
  const client = new PrivateLinkClient({ baseUrl: server.url, token: 'token-of-the-test', ...options });
  afterThisTest(async () => {
    await server.close();
    await client.close();
  });
  return { client, server };
}

/** A client of the fake. */
export function faked(
  options: ClientOptions = {},
  fakeOptions: FakeApiOptions = {},
): { client: PrivateLinkClient; api: FakePrivateLinkApi } {
  const api = new FakePrivateLinkApi(fakeOptions);
  const client = new PrivateLinkClient({ ...api.clientOptions, ...options });
  afterThisTest(() => api.close());
  return { client, api };
}

/** Takes the chance, and with it the length, out of the pauses between attempts. */
export function withoutPauses(): void {
  jest.spyOn(Math, 'random').mockReturnValue(0);
}

/** Time stands still until it is moved. undici's own turns of the event loop go on. */
export function frozenTime(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
}

/** What the promise was rejected with; an error when it was not. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to be rejected, and was fulfilled.');
}
