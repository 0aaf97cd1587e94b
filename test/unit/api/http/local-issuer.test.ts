import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseOptions } from '../../../../api/cli/options.ts';
import { Authentication } from '../../../../api/http/authentication.ts';
import { LocalIssuer } from '../../../../api/http/local-issuer.ts';
import { localTokenRequest } from '../../../../api/http/start.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'issuer-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the key for tokens', () => {
  test('the key for tokens is replaced for every process that shares the folder, at once', async () => {
    const [one, other] = [await LocalIssuer.open(folder), await LocalIssuer.open(folder)];
    const replicas = [one, other].map(({ authentication }) => new Authentication(authentication));
    const old = (await one.issue(localTokenRequest())).token;
    for (const replica of replicas) {
      expect((await replica.identify(`Bearer ${old}`)).subject).toBe('local');
    }
    const replaced = await LocalIssuer.replaceKey(folder);
    const renewed = [replaced, one, other].map((issuer) => issuer.issue(localTokenRequest()));
    for (const replica of replicas) {
      await expect(replica.identify(`Bearer ${old}`)).rejects.toMatchObject({ code: 'invalid_token' });
      for (const { token } of await Promise.all(renewed)) {
        expect((await replica.identify(`Bearer ${token}`)).subject).toBe('local');
      }
    }
  });

  test('the key for tokens that is deleted is made anew, and its tokens are refused', async () => {
    const issuer = await LocalIssuer.open(folder);
    const authentication = new Authentication(issuer.authentication);
    const { token } = await issuer.issue(localTokenRequest());
    await rm(join(folder, 'token-key.json'));
    await expect(authentication.identify(`Bearer ${token}`)).rejects.toMatchObject({ code: 'invalid_token' });
    const next = await issuer.issue(localTokenRequest());
    expect((await authentication.identify(`Bearer ${next.token}`)).subject).toBe('local');
  });

  test('the key for tokens is its owner’s alone, also when it came with other rights', async () => {
    const file = join(folder, 'token-key.json');
    await chmod(file, 0o644);
    await LocalIssuer.open(folder);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await LocalIssuer.replaceKey(folder);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('the key for tokens is replaced by a flag', () => {
    expect(parseOptions(['--replace-token-key'], {}).replaceTokenKey).toBe(true);
    expect(parseOptions([], {}).replaceTokenKey).toBe(false);
  });
});
