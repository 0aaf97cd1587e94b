import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as sdk from '../../../sdk/src/index.ts';
import {
  clientCredentials,
  type KnownProblemCode,
  knownProblemCodes,
  PrivateLinkError,
} from '../../../sdk/src/index.ts';
import { wanted } from './support/data.ts';
import { problem } from './support/server.ts';
import { rejection, served, withoutPauses } from './support/setup.ts';

describe('the class of an error', () => {
  test.each<[number, KnownProblemCode, ...(new (...args: never[]) => Error)[]]>([
    [400, 'validation_failed', sdk.BadRequestError],
    [400, 'invalid_cursor', sdk.InvalidCursorError, sdk.BadRequestError],
    [401, 'invalid_token', sdk.AuthenticationError],
    [401, 'token_expired', sdk.TokenExpiredError, sdk.AuthenticationError],
    [403, 'insufficient_scope', sdk.PermissionDeniedError],
    [404, 'route_not_found', sdk.NotFoundError],
    [404, 'organization_not_found', sdk.OrganizationNotFoundError, sdk.NotFoundError],
    [404, 'connection_not_found', sdk.ConnectionNotFoundError, sdk.NotFoundError],
    [404, 'network_not_found', sdk.NetworkNotFoundError, sdk.NotFoundError],
    [404, 'run_not_found', sdk.RunNotFoundError, sdk.NotFoundError],
    [409, 'organization_in_use', sdk.OrganizationInUseError, sdk.ConflictError],
    [409, 'organization_deleting', sdk.OrganizationDeletingError, sdk.ConflictError],
    [409, 'connection_exists', sdk.ConnectionExistsError, sdk.ConflictError],
    [409, 'service_name_taken', sdk.ServiceNameTakenError, sdk.ConflictError],
    [409, 'hostname_taken', sdk.HostnameTakenError, sdk.ConflictError],
    [409, 'aws_account_taken', sdk.AwsAccountTakenError, sdk.ConflictError],
    [409, 'illegal_state', sdk.IllegalStateError, sdk.ConflictError],
    [409, 'acceptance_not_ready', sdk.AcceptanceNotReadyError, sdk.ConflictError],
    [409, 'idempotency_in_progress', sdk.IdempotencyInProgressError, sdk.ConflictError],
    [412, 'precondition_failed', sdk.PreconditionFailedError],
    [413, 'payload_too_large', sdk.ApiError],
    [422, 'invalid_value', sdk.InvalidValueError, sdk.UnprocessableError],
    [422, 'idempotency_key_reused', sdk.IdempotencyKeyReusedError, sdk.UnprocessableError],
    [429, 'rate_limited', sdk.RateLimitError],
    [500, 'internal_error', sdk.ServerError],
    [503, 'overloaded', sdk.ServiceUnavailableError, sdk.ServerError],
  ])('%i %s', async (status, code, ...classes) => {
    const { client } = await served([problem(status, code)], { retries: 0 });
    const error = await rejection(client.connections.get('x'));
    for (const errorClass of [...classes, sdk.ApiError, PrivateLinkError, Error]) {
      expect(error instanceof errorClass).toBe(true);
    }
    expect(error).toMatchObject({ name: classes[0]?.name, code, status, requestId: 'req-of-the-server' });
    expect(error instanceof sdk.NetworkError || error instanceof sdk.ConfigurationError).toBe(false);
  });

  test('a code that is not known yet has the class of its status, and its code passes through', async () => {
    const body = {
      code: 'moon_in_the_way',
      status: 409,
      detail: 'Wait a night.',
      title: '',
      type: '',
      requestId: 'r',
    };
    const { client } = await served([{ status: 409, body }]);
    const error = await rejection(client.connections.get('x'));
    expect(error).toBeInstanceOf(sdk.ConflictError);
    expect(error).toMatchObject({ code: 'moon_in_the_way' });
  });

  test('an answer that is no problem document still gives one, with what is known', async () => {
    const { client } = await served([
      { status: 404, body: '<h1>Not here</h1>', headers: { 'x-request-id': 'req-9' } },
    ]);
    const error = await rejection(client.connections.get('x'));
    expect(error).toBeInstanceOf(sdk.NotFoundError);
    expect(error).toMatchObject({ code: 'http_404', problem: undefined, requestId: 'req-9', errors: [] });
    expect(String(error)).toContain('something between client and API answered');
  });

  test('codes that look like properties of objects do no harm', async () => {
    const { client } = await served([{ status: 404, body: { code: 'constructor', detail: '__proto__' } }]);
    expect(await rejection(client.connections.get('x'))).toMatchObject({ code: 'constructor', status: 404 });
  });

  test('a class derived by a user recognises only its own', async () => {
    class Special extends sdk.NotFoundError {}
    const { client } = await served([problem(404, 'run_not_found')]);
    const error = await rejection(client.connections.get('x'));
    expect(error instanceof sdk.NotFoundError).toBe(true);
    expect(error instanceof Special).toBe(false);
    expect({} instanceof PrivateLinkError).toBe(false);
    expect((null as unknown) instanceof PrivateLinkError).toBe(false);
  });

  test('every code of the contract is a known one', () => {
    expect(knownProblemCodes).toContain('service_name_taken');
    expect(new Set(knownProblemCodes).size).toBe(knownProblemCodes.length);
  });
});

describe('messages tell what to do', () => {
  test('the field, and what to write instead', async () => {
    const errors = [
      {
        in: 'body',
        pointer: '/service/zoneIds/0',
        code: 'invalid_zone_id',
        message: '"eu-west-1a" is the name of a zone, not its id',
        fix: 'use an id such as euw1-az1',
      },
    ];
    const detail = 'body /service/zoneIds/0: "eu-west-1a" is the name of a zone, not its id';
    const { client } = await served([problem(422, 'invalid_value', { detail, errors })]);
    const error = await rejection(client.connections.create(wanted));
    expect(error).toMatchObject({ errors });
    expect(String(error)).toBe(
      'InvalidValueError: POST /v1/connections failed with 422 invalid_value: body /service/zoneIds/0: "eu-west-1a" is ' +
        'the name of a zone, not its id. /service/zoneIds/0: use an id such as euw1-az1.',
    );
  });

  test('a 412 after a repeated attempt says that the change may have been made', async () => {
    withoutPauses();
    const { client } = await served(['reset', problem(412, 'precondition_failed')]);
    const error = await rejection(client.connections.delete('x', { ifMatch: '"3"' }));
    expect(String(error)).toContain('An earlier attempt of this same call may have made the change');
  });

  test('a redirect names the usual mistake', async () => {
    const { client } = await served([{ status: 301, headers: { location: 'https://elsewhere.example/' } }]);
    const error = await rejection(client.regions.list());
    expect(error).toBeInstanceOf(sdk.InvalidResponseError);
    expect(String(error)).toContain('Check baseUrl');
  });

  test('so does a page instead of data', async () => {
    const { client } = await served([{ status: 200, body: '<html>' }]);
    expect(await rejection(client.regions.list())).toMatchObject({ code: 'invalid_response', status: 200 });
  });

  test('messages tell what to do in JSON they have what a log needs', async () => {
    const { client } = await served([problem(404, 'connection_not_found')]);
    const error = await rejection(client.connections.get('x'));
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'ConnectionNotFoundError',
      code: 'connection_not_found',
      message: expect.stringContaining('404 connection_not_found'),
      status: 404,
      requestId: 'req-of-the-server',
      errors: [],
      attempts: 1,
    });
  });

  test('the stack leads to the line that made the call', async () => {
    const { client } = await served([problem(404, 'connection_not_found')]);
    try {
      await client.connections.get('x');
    } catch (error) {
      expect((error as Error).stack).toContain('errors.test.ts');
    }
    expect.assertions(1);
  });
});

describe('secrets', () => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.c2VjcmV0LXBheWxvYWQ.c2lnbmF0dXJl';
  const clientSecret = 'correct+horse/battery=staple';

  function everythingIn(value: unknown): string {
    const seen = value instanceof Error ? `${value.stack} ${String(value.cause)}` : '';
    return `${inspect(value, { depth: 20, showHidden: true })} ${JSON.stringify(value)} ${seen}`;
  }

  test('secrets are in no error, also when a server or proxy repeats them', async () => {
    withoutPauses();
    const echo = problem(403, 'insufficient_scope', { detail: `the token ${token} lacks a scope` });
    const errors: unknown[] = [];
    for (const failure of [
      echo,
      problem(500, 'internal_error'),
      'reset' as const,
      { status: 200, body: `<${token}` },
    ]) {
      const { client } = await served([failure], { token, headers: { 'x-gateway-key': 'gateway-secret' } });
      errors.push(await rejection(client.connections.get('x', undefined, { retries: 1 })));
    }
    expect(errors).toHaveLength(4);
    for (const error of errors) {
      expect(everythingIn(error)).not.toContain(token);
      expect(everythingIn(error)).not.toContain('gateway-secret');
    }
    expect(String(errors[0])).toContain('the token [redacted] lacks a scope');
  });

  test('secrets are not in the client, however it is printed', async () => {
    const { client } = await served([], { token, headers: { 'x-gateway-key': 'gateway-secret' } });
    expect(everythingIn(client)).not.toContain(token);
    expect(everythingIn(client)).not.toContain('gateway-secret');
    const provider = clientCredentials({ tokenUrl: 'https://auth.test/token', clientId: 'id', clientSecret });
    expect(everythingIn(provider)).not.toContain(clientSecret);
  });

  test('secrets of client credentials are in no error of the authorization server', async () => {
    withoutPauses();
    const basic = Buffer.from(`orders:${encodeURIComponent(clientSecret)}`).toString('base64');
    const refusal = {
      status: 401,
      body: { error: 'invalid_client', error_description: `secret ${clientSecret} is wrong` },
    };
    for (const failure of [refusal, 'reset' as const, { status: 200, body: { access_token: '' } }]) {
      const { server } = await served([failure]);
      const { client } = await served([], {
        token: clientCredentials({ tokenUrl: `${server.url}/token`, clientId: 'orders', clientSecret }),
      });
      const error = await rejection(client.regions.list());
      expect(error).toBeInstanceOf(sdk.TokenError);
      expect(everythingIn(error)).not.toContain(clientSecret);
      expect(everythingIn(error)).not.toContain(basic);
    }
  });

  test('a token that cannot be one is refused without being repeated', () => {
    const make = () => new sdk.PrivateLinkClient({ baseUrl: 'http://a.test', token: `Bearer ${token}` });
    expect(make).toThrow(sdk.ConfigurationError);
    expect(make).toThrow('without "Bearer"');
    try {
      make();
    } catch (error) {
      expect(everythingIn(error)).not.toContain(token);
    }
  });

  test('get into no event of the hooks', async () => {
    withoutPauses();
    const events: unknown[] = [];
    const keep = (event: unknown) => events.push(event);
    const { client } = await served([problem(503, 'overloaded'), problem(401, 'invalid_token')], {
      token: () => token,
      hooks: { request: keep, response: keep, retry: keep, error: keep },
    });
    await rejection(client.connections.get('x'));
    expect(events.length).toBeGreaterThan(4);
    expect(everythingIn(events)).not.toContain(token);
  });
});
