import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../api/reconciler/runner/failure.ts';
import { attemptsAtMost, verdictOn } from '../../../api/reconciler/work/failure-policy.ts';
import {
  ProviderMirrorError,
  TerraformRunError,
  TerraformUnavailableError,
} from '../../../api/terraform/errors.ts';

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
  ])('is read from what AWS answered: %s', (answer, code) => {
    const [, awsErrorCode, message] = /api error (\w+): (.*)/.exec(answer) ?? [];
    expect(explain(aws('EC2: CreateVpcEndpoint', answer))).toMatchObject({
      reason: { code, awsErrorCode, message },
      awsRequestId: '59dbff89-35bd',
    });
  });

  test('is read from errors that the SDK has types for, too', () => {
    const failure = explain(aws('IAM: CreateRole', 'EntityAlreadyExists: Role with name x already exists.'));
    expect(failure.reason).toMatchObject({ code: 'aws_error', awsErrorCode: 'EntityAlreadyExists' });
    expect(failure.collisions).toMatchObject([{ address: 'aws_vpc_endpoint.connection_endpoint' }]);
  });

  test('is Terraform’s own words where AWS said nothing', () => {
    const failure = explain(
      run({ summary: 'Unsupported argument', detail: 'An argument named "x" is not expected.' }),
    );
    expect(failure.reason).toEqual({
      code: 'terraform_failed',
      message: 'Unsupported argument: An argument named "x" is not expected.',
    });
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
  ])('is known for what lies around Terraform: %s', (error, code) => {
    expect(explain(error).reason.code).toBe(code);
  });

  test('names no folder of ours', () => {
    const options = { command: 'init', directory: '/srv/data', output: 'could not connect', diagnostics: [] };
    expect(explain(new TerraformRunError(options)).reason.message).toBe('could not connect');
  });

  test('shows nothing of a fault of ours', () => {
    expect(explain(new Error('secret detail')).reason.message).not.toContain('secret');
  });

  test('stays short, however much Terraform says', () => {
    expect(explain(run({ summary: 'x'.repeat(100_000) })).reason.message.length).toBeLessThanOrEqual(1_000);
  });
});

describe('what a failure means for the connection', () => {
  test.each([
    'terraform_unavailable',
    'out_of_space',
    'throttled',
    'quota_exceeded',
    'service_not_visible',
  ] as const)('with %s it waits, for as long as it takes', (code) => {
    expect(verdictOn({ code, message: '' }, 1_000)).toBe('wait');
  });

  test('what may be chance is tried again, then given up', () => {
    const reason = { code: 'aws_error', message: '' } as const;
    expect(verdictOn(reason, 0)).toBe('try_again');
    expect(verdictOn(reason, attemptsAtMost)).toBe('give_up');
  });

  test('what cannot change by itself is given up at once', () => {
    expect(verdictOn({ code: 'owner_mismatch', message: '' }, 0)).toBe('give_up');
  });
});
