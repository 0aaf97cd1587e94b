import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../../../api/reconciler/runner/failure.ts';
import { type Streak, verdictOn } from '../../../../../api/reconciler/work/failure-policy.ts';
import {
  ProviderMirrorError,
  TerraformRunError,
  TerraformUnavailableError,
} from '../../../../../api/terraform/errors.ts';

const run = (...errors: { summary: string; detail?: string; address?: string }[]) =>
  new TerraformRunError({
    command: 'apply',
    directory: '/somewhere',
    output: '',
    diagnostics: errors.map((error) => ({ severity: 'error', ...error })),
  });

const aws = (call: string, rest: string) =>
  run({
    summary: `creating: operation error ${call}, https response error StatusCode: 400, RequestID: 59dbff89-35bd, ${rest}`,
    address: 'aws_vpc_endpoint.connection_endpoint',
  });

describe('why a run failed', () => {
  test.each([
    ['api error InvalidServiceName: The Vpc Endpoint Service x does not exist', 'service_not_visible'],
    ['api error UnauthorizedOperation: You are not authorized', 'access_denied'],
    ['api error VpcEndpointLimitExceeded: too many', 'quota_exceeded'],
    ['api error RequestLimitExceeded: slow down', 'throttled'],
    [
      'api error InvalidParameter: The endpoint does not support the availability zone of the subnet',
      'zones_not_in_common',
    ],
    ['api error SomethingNew: nobody has seen this', 'aws_error'],
  ])('why a run failed is read from what AWS answered: %s', (answer, code) => {
    const [, awsErrorCode = '', said = ''] = /api error (\w+): (.*)/.exec(answer) ?? [];
    const failure = explain(aws('EC2: CreateVpcEndpoint', answer));
    expect(failure).toMatchObject({
      reason: { code, awsErrorCode, message: expect.stringContaining(`Its error is ${awsErrorCode}.`) },
      awsRequestId: '59dbff89-35bd',
    });
    expect(failure.reason.message).toContain('It concerns aws_vpc_endpoint.connection_endpoint.');
    // Its own words are for the log.
    expect(failure.reason.message).not.toContain(said);
    expect(failure.words?.text).toContain(said);
  });

  test('why a run failed is read from errors that the SDK has types for, too', () => {
    const failure = explain(aws('IAM: CreateRole', 'EntityAlreadyExists: Role with name x already exists.'));
    expect(failure.reason).toMatchObject({ code: 'aws_error', awsErrorCode: 'EntityAlreadyExists' });
    expect(failure.collisions).toMatchObject([{ address: 'aws_vpc_endpoint.connection_endpoint' }]);
  });

  test('why a run failed is told to callers in words of ours, and to operators in Terraform’s, under one reference', () => {
    const { reason, words } = explain(
      run({ summary: 'Unsupported argument', detail: 'An argument named "x" is not expected.' }),
    );
    expect(words?.text).toBe('Unsupported argument: An argument named "x" is not expected.');
    expect(reason).toEqual({
      code: 'terraform_failed',
      message: `Terraform could not carry out the run. Operators find its message under ${words?.failureId} in the log.`,
    });
  });

  test('why a run failed is the same reason when it happens again, so that one failure is one event', () => {
    const said = (id: string) =>
      aws('EC2: CreateVpcEndpoint', `api error SomethingNew: said`.replace('said', id));
    const first = run({ summary: 'RequestID: 11111111-1111-1111-1111-111111111111, api error X: a' });
    const second = run({ summary: 'RequestID: 22222222-2222-2222-2222-222222222222, api error X: a' });
    expect(explain(first).reason).toEqual(explain(second).reason);
    expect(explain(said('a')).reason).not.toEqual(explain(said('b')).reason);
  });

  test('why a run failed lets nothing through that somebody put into an error: neither by code, nor address, nor id', () => {
    const secret = 'c2VjcmV0LXNpZ25pbmcta2V5LW9mLXRoZS1hcGk';
    const jwk = `{"kty":"OKP","crv":"Ed25519","d":"${secret}"}`;
    for (const error of [
      run({ summary: 'Invalid function argument', detail: `cannot parse ${jwk} as a number` }),
      run({ summary: `api error ${jwk}: x` }),
      run({ summary: `RequestID: x, api error Some_${secret}: x`, address: `aws_x.y["${secret}"]` }),
      run({ summary: 'x', address: jwk }),
      new TerraformUnavailableError(jwk),
      Object.assign(new Error(jwk), { code: 'ECONNREFUSED' }),
      Object.assign(new Error(jwk), { name: 'CredentialsProviderError' }),
      Object.assign(new Error(jwk), { name: jwk, $fault: 'client', $metadata: { requestId: jwk } }),
    ]) {
      const { words, ...told } = explain(error);
      expect(JSON.stringify({ ...told, collisions: [] })).not.toContain(secret);
      if (words?.text.includes('"d"')) expect(words.text).not.toContain(secret);
    }
  });

  test.each([
    [new TerraformUnavailableError('none on the PATH'), 'terraform_unavailable'],
    [new ProviderMirrorError('the mirror is empty'), 'terraform_unavailable'],
    [run({ summary: 'Required plugins are not installed' }), 'terraform_unavailable'],
    [
      new TerraformRunError({
        command: 'init',
        directory: '/somewhere',
        output: 'provider registry.terraform.io/hashicorp/aws: no available releases match',
        diagnostics: [],
      }),
      'terraform_unavailable',
    ],
    [run({ summary: 'write main.tf: no space left on device' }), 'out_of_space'],
    [Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }), 'out_of_space'],
    [run({ summary: 'Error acquiring the state lock' }), 'stack_locked'],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'aws_error'],
    [new TypeError('undefined is not a function'), 'internal_error'],
  ])('why a run failed is known for what lies around Terraform: %s', (error, code) => {
    expect(explain(error).reason.code).toBe(code);
  });

  test('why a run failed names no folder of ours', () => {
    const options = { command: 'init', directory: '/srv/data', output: 'could not connect', diagnostics: [] };
    const { reason, words } = explain(new TerraformRunError(options));
    expect(words?.text).toBe('could not connect');
    expect(reason.message).not.toContain('/srv');
  });

  test('why a run failed shows nothing of a fault of ours', () => {
    expect(explain(new Error('secret detail')).reason.message).not.toContain('secret');
  });

  test('why a run failed stays short, however much Terraform says', () => {
    expect(explain(run({ summary: 'x'.repeat(100_000) })).reason.message.length).toBeLessThanOrEqual(1_000);
  });
});

describe('what a failure means for the connection', () => {
  const giveUpAfterMs = 30 * 60_000;
  const now = new Date('2026-03-01T12:00:00Z');
  /** It has done nothing but fail for so long. */
  const failingFor = (ms: number | undefined): Streak => ({
    failingSince: ms === undefined ? undefined : new Date(now.getTime() - ms),
    now,
    giveUpAfterMs,
  });

  test.each([
    'terraform_unavailable',
    'out_of_space',
    'throttled',
    'quota_exceeded',
    'service_not_visible',
  ] as const)('with %s it waits, for as long as it takes', (code) => {
    expect(verdictOn({ code, message: '' }, failingFor(1_000 * giveUpAfterMs))).toBe('wait');
  });

  test.each(['aws_error', 'terraform_failed', 'run_unknown', 'waiting_for_aws'] as const)(
    'with %s, which may be weather, it tries again until it has failed for too long, however often that was',
    (code) => {
      const reason = { code, message: '' };
      expect(verdictOn(reason, failingFor(undefined))).toBe('try_again');
      expect(verdictOn(reason, failingFor(30_000))).toBe('try_again');
      expect(verdictOn(reason, failingFor(giveUpAfterMs - 1))).toBe('try_again');
      expect(verdictOn(reason, failingFor(giveUpAfterMs))).toBe('give_up');
    },
  );

  test('what cannot change by itself is given up at once', () => {
    expect(verdictOn({ code: 'owner_mismatch', message: '' }, failingFor(undefined))).toBe('give_up');
  });
});
