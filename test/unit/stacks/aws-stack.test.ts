import { describe, expect, test } from '@jest/globals';
import { AwsStack, type AwsStackProps } from '../../../stacks/aws-stack.ts';
import type { BackendProps } from '../../../stacks/backend.ts';
import { Construct } from '../../../stacks/cdktf.ts';
import { ClosedSecurityGroup } from '../../../stacks/consumer/security-group.ts';
import { deployment } from './support/fixtures.ts';
import { object, Template, testApp } from './support/template.ts';

function stack(props: Partial<AwsStackProps> = {}): AwsStack {
  return new AwsStack(testApp(), 'net-acme-eu-west-1', {
    deployment,
    tags: { 'tray:org-id': 'acme' },
    ...props,
  });
}

function terraform(backend?: BackendProps) {
  const props = backend === undefined ? {} : { deployment: { ...deployment, backend } };
  return object(Template.of(stack(props)).document.terraform);
}

describe('the provider', () => {
  test('the provider is any of the versions that the stacks run on, by its full name', () => {
    expect(terraform().required_providers).toEqual({
      aws: { source: 'hashicorp/aws', version: '>= 5.100.0, < 7.0.0' },
    });
  });

  test('the provider works in one account and region, and tags everything', () => {
    expect(Template.of(stack()).providers()).toEqual([
      {
        region: 'eu-west-1',
        allowed_account_ids: ['111111111111'],
        default_tags: [{ tags: { 'tray:org-id': 'acme' } }],
      },
    ]);
  });

  test("the provider takes on the pipeline's role where there is one", () => {
    const assumeRoleArn = 'arn:aws:iam::111111111111:role/deployer';
    const [provider] = Template.of(stack({ deployment: { ...deployment, assumeRoleArn } })).providers();
    expect(provider?.assume_role).toEqual([{ role_arn: assumeRoleArn, session_name: 'tray-privatelink' }]);
  });
});

describe('the backend', () => {
  test('the backend is a file beside the output folder, unless told otherwise', () => {
    expect(terraform().backend).toEqual({ local: { path: '../../../terraform.net-acme-eu-west-1.tfstate' } });
    expect(terraform({ type: 'local', path: '/data/x.tfstate' }).backend).toEqual({
      local: { path: '/data/x.tfstate' },
    });
    expect(terraform().required_version).toBe('>= 1.5.0');
  });

  test('the backend is an encrypted object per stack in S3, locked by a file, on a Terraform that can', () => {
    const s3 = terraform({ type: 's3', bucket: 'state', region: 'eu-west-1', kmsKeyId: 'alias/state' });
    expect(s3.backend).toEqual({
      s3: {
        bucket: 'state',
        key: 'tray-privatelink/net-acme-eu-west-1.tfstate',
        region: 'eu-west-1',
        encrypt: true,
        kms_key_id: 'alias/state',
        use_lockfile: true,
      },
    });
    expect(s3.required_version).toBe('>= 1.10.0');
  });

  test('the backend is an HTTP service, whose credentials are nowhere in the file', () => {
    const http = terraform({
      type: 'http',
      address: 'http://127.0.0.1:1/state',
      lockAddress: 'http://127.0.0.1:1/lock',
    });
    expect(http.backend).toEqual({
      http: {
        address: 'http://127.0.0.1:1/state',
        lock_address: 'http://127.0.0.1:1/lock',
        lock_method: 'LOCK',
        unlock_address: 'http://127.0.0.1:1/lock',
        unlock_method: 'UNLOCK',
      },
    });
  });
});

describe('logical ids', () => {
  const group = (scope: Construct, id: string) =>
    new ClosedSecurityGroup(scope, id, { vpcId: 'vpc-1', namePrefix: 'x-', description: 'x' });

  test('logical ids are the path, without a hash', () => {
    const parent = stack();
    group(new Construct(parent, 'connection'), 'security-group');
    expect(
      Template.of(parent)
        .resources('aws_security_group')
        .map(({ id }) => id),
    ).toEqual(['connection_security-group']);
  });

  test('logical ids that two constructs share are refused, since one would swallow the other', () => {
    const parent = stack();
    group(new Construct(parent, 'a'), 'b_c');
    group(new Construct(parent, 'a_b'), 'c');
    expect(() => Template.of(parent)).toThrow(/has the same logical id as .* "a_b_c"/);
  });
});

describe('security groups', () => {
  test('security groups cannot be opened to everybody', () => {
    const closed = new ClosedSecurityGroup(stack(), 'group', {
      vpcId: 'vpc-1',
      namePrefix: 'x-',
      description: 'x',
    });
    const rule = { transport: 'TCP', port: 443, description: 'x' } as const;
    expect(() => closed.allowFrom('0.0.0.0/0', rule)).toThrow(/0\.0\.0\.0\/0 is everywhere/);
    expect(() => closed.allowTo('::/0', rule)).toThrow(/is everywhere/);
  });
});
