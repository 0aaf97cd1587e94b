import { describe, expect, test } from '@jest/globals';
import { customerAccount, organization } from './support/fixtures.ts';
import { policyOf, ref, statement } from './support/template.ts';

const endpoints = 'arn:aws:ec2:*:111111111111:vpc-endpoint/*';
const ownResource = { 'aws:ResourceTag/tray:org-id': 'acme' };
const ownRequest = { 'aws:RequestTag/tray:org-id': 'acme' };

function principalPolicy(...props: Parameters<typeof organization>) {
  return policyOf(organization(...props).resource('aws_iam_role_policy.principal_policy'));
}

describe('the principal', () => {
  test('the principal is one role per organization, without a path, so that a service can allow-list it', () => {
    const template = organization();
    const role = template.resource('aws_iam_role.principal');
    expect(role.name).toBe('tray-privatelink-acme');
    expect(role.path).toBeUndefined();
    expect(template.resources('aws_iam_role')).toHaveLength(1);
  });

  test('the principal holds for the longest OrgID', () => {
    const id = '0'.repeat(36);
    const role = organization({ organizationId: id }).resource('aws_iam_role.principal');
    expect(String(role.name).length).toBeLessThanOrEqual(64);
  });

  test('the principal is trusted to the account by default, and to the named roles otherwise', () => {
    const trust = (props?: Parameters<typeof organization>[0]) =>
      policyOf(organization(props).resource('aws_iam_role.principal'), 'assume_role_policy').Statement[0];
    expect(trust()?.Principal).toEqual({ AWS: ['arn:aws:iam::111111111111:root'] });
    const operator = 'arn:aws:iam::111111111111:role/operator';
    expect(trust({ trustedPrincipalArns: [operator] })?.Principal).toEqual({ AWS: [operator] });
  });

  test('the principal speaks the ARNs of its partition', () => {
    const template = organization({
      deployment: { accountId: '111111111111', region: 'us-gov-west-1', partition: 'aws-us-gov' },
    });
    const policy = policyOf(template.resource('aws_iam_role_policy.principal_policy'));
    expect(statement(policy, 'RequestOwnServices').Resource).toBe(
      'arn:aws-us-gov:ec2:*:111111111111:vpc-endpoint/*',
    );
  });
});

describe('what the principal may do', () => {
  test("it requests endpoints to the organization's services alone, on the one resource that knows the owner", () => {
    expect(statement(principalPolicy(), 'RequestOwnServices')).toEqual({
      Sid: 'RequestOwnServices',
      Effect: 'Allow',
      Action: 'ec2:CreateVpcEndpoint',
      Resource: endpoints,
      Condition: { StringEquals: { 'ec2:VpceServiceOwner': [customerAccount], ...ownRequest } },
    });
  });

  test("it places endpoints in the organization's networks alone, where no owner is known", () => {
    const use = statement(principalPolicy(), 'UseOwnNetworks');
    expect(use.Resource).toEqual([
      'arn:aws:ec2:*:111111111111:vpc/*',
      'arn:aws:ec2:*:111111111111:subnet/*',
      'arn:aws:ec2:*:111111111111:security-group/*',
    ]);
    expect(use.Condition).toEqual({ StringEquals: ownResource });
  });

  test('no other policy can widen it to foreign services', () => {
    expect(statement(principalPolicy(), 'NeverRequestForeignServices')).toMatchObject({
      Effect: 'Deny',
      Action: 'ec2:CreateVpcEndpoint',
      Resource: endpoints,
      Condition: { StringNotEquals: { 'ec2:VpceServiceOwner': [customerAccount] } },
    });
  });

  test('every statement on the creation of endpoints carries a condition', () => {
    const policy = principalPolicy({
      marketplaceServices: ['com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef1'],
      awsServices: ['com.amazonaws.us-east-1.kms'],
    });
    const creations = policy.Statement.filter((entry) =>
      JSON.stringify(entry.Action).includes('CreateVpcEndpoint"'),
    );
    expect(creations).toHaveLength(5);
    for (const entry of creations) expect(entry.Condition).toBeDefined();
  });

  test('services behind an alias of AWS are admitted by name, never by the alias alone', () => {
    const marketplace = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef1';
    const aws = 'com.amazonaws.us-east-1.kms';
    const policy = principalPolicy({ marketplaceServices: [marketplace], awsServices: [aws] });
    expect(statement(policy, 'RequestListedMarketplaceServices').Condition).toEqual({
      StringEquals: {
        'ec2:VpceServiceOwner': 'aws-marketplace',
        'ec2:VpceServiceName': [marketplace],
        ...ownRequest,
      },
    });
    expect(statement(policy, 'RequestListedAwsServices').Condition).toEqual({
      StringEquals: { 'ec2:VpceServiceOwner': 'amazon', 'ec2:VpceServiceName': [aws], ...ownRequest },
    });
    expect(statement(policy, 'NeverRequestForeignServices').Condition).toEqual({
      StringNotEquals: { 'ec2:VpceServiceOwner': [customerAccount, 'aws-marketplace', 'amazon'] },
    });
  });

  test("it changes, deletes and tags the organization's endpoints alone, and never their tag", () => {
    const policy = principalPolicy();
    expect(statement(policy, 'ManageOwnEndpoints')).toMatchObject({
      Action: ['ec2:ModifyVpcEndpoint', 'ec2:DeleteVpcEndpoints'],
      Resource: endpoints,
      Condition: { StringEquals: ownResource },
    });
    expect(statement(policy, 'TagNewEndpoints').Condition).toEqual({
      StringEquals: { 'ec2:CreateAction': 'CreateVpcEndpoint', ...ownRequest },
    });
    expect(statement(policy, 'RetagOwnEndpoints').Condition).toEqual({
      StringEquals: ownResource,
      StringEqualsIfExists: ownRequest,
    });
    expect(statement(policy, 'UntagOwnEndpoints').Condition).toEqual({
      StringEquals: ownResource,
      'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['tray:org-id'] },
    });
  });

  test('anything on every resource only reads', () => {
    const everywhere = principalPolicy().Statement.filter((entry) => entry.Resource === '*');
    for (const entry of everywhere) {
      for (const action of [entry.Action].flat()) expect(action).toMatch(/^ec2:Describe/);
    }
  });

  test('it crosses regions unless that is switched off', () => {
    expect(statement(principalPolicy(), 'CrossRegions')).toMatchObject({
      Effect: 'Allow',
      Action: 'vpce:AllowMultiRegion',
      Resource: endpoints,
    });
    expect(JSON.stringify(principalPolicy({ allowCrossRegion: false }))).not.toContain('AllowMultiRegion');
  });

  test('the order in which accounts are written changes nothing', () => {
    const accounts = ['333333333333', '222222222222'];
    expect(principalPolicy({ awsAccounts: accounts })).toEqual(
      principalPolicy({ awsAccounts: accounts.toReversed() }),
    );
  });

  test('an inline policy stays below the size that IAM takes', () => {
    const accounts = Array.from({ length: 50 }, (_, index) => String(200_000_000_000 + index));
    const policy = organization({ awsAccounts: accounts }).resource('aws_iam_role_policy.principal_policy');
    expect(String(policy.policy).length).toBeLessThan(10_240);
  });
});

describe('outputs', () => {
  test("the customer gets the facts of Tray's side", () => {
    expect(organization().output('customer_handover')).toEqual({
      tray_org_id: 'acme',
      tray_account_id: '111111111111',
      tray_principal_arn: ref('aws_iam_role.principal.arn'),
      customer_name: 'Acme Corp.',
    });
  });
});

describe('refusals', () => {
  test.each([
    ['an organization without accounts', { awsAccounts: [] }, /awsAccounts is empty/],
    ['an account number that is none', { awsAccounts: ['2222'] }, /"2222" is not an AWS account number/],
    ['an OrgID that is none', { organizationId: 'Acme' }, /"Acme" is not a Tray OrgID/],
    [
      'a wildcard among those who may act',
      { trustedPrincipalArns: ['arn:aws:iam::111111111111:role/*'] },
      /trustedPrincipalArns has a wildcard/,
    ],
    ['an empty list of those who may act', { trustedPrincipalArns: [] }, /trustedPrincipalArns is empty/],
    ['a service name that is none', { marketplaceServices: ['nope'] }, /marketplaceServices "nope" is not/],
  ])('%s', (_, props, message) => {
    expect(() => organization(props)).toThrow(message);
  });
});
