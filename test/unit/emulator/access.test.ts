import { CreateTagsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defined } from '../../../domain/defined.ts';
import { type Aws, CUSTOMER, type Keys, STRANGER, startAws, TRAY } from './support/aws.ts';
import {
  assume,
  codeOf,
  makePlace,
  makeService,
  type Place,
  requestEndpoint,
  roleSession,
} from './support/private-link.ts';

const own = (type: string) => `arn:aws:ec2:*:${TRAY}:${type}/*`;

/** What an organization's role may do: endpoints towards services of one account only. */
function towards(owner: string, more: readonly object[] = []): object[] {
  return [
    {
      Effect: 'Allow',
      Action: 'ec2:CreateVpcEndpoint',
      Resource: own('vpc-endpoint'),
      Condition: { StringEquals: { 'ec2:VpceServiceOwner': [owner] } },
    },
    {
      Effect: 'Allow',
      Action: 'ec2:CreateVpcEndpoint',
      Resource: [own('vpc'), own('subnet'), own('security-group')],
    },
    ...more,
  ];
}

describe('who may do what', () => {
  let aws: Aws;
  let place: Place;

  beforeEach(async () => {
    aws = await startAws();
    place = await makePlace(aws, TRAY);
  });

  afterEach(() => aws.emulator.close());

  const roleArn = (name: string) => `arn:aws:iam::${TRAY}:role/${name}`;

  test('a role reaches a service of the owner that its policy names', async () => {
    const role = await roleSession(aws, towards(CUSTOMER));
    const service = await makeService(aws, { principals: [roleArn('role')] });
    await expect(requestEndpoint(aws, role, place, service.serviceName)).resolves.toMatch(
      /^vpce-0[0-9a-f]{16}$/,
    );
  });

  test('a role is refused a service of another owner, although that owner allows it', async () => {
    const role = await roleSession(aws, towards(CUSTOMER));
    const foreign = await makeService(aws, { account: STRANGER, principals: [roleArn('role')] });
    await expect(requestEndpoint(aws, role, place, foreign.serviceName)).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining(
        `is not authorized to perform: ec2:CreateVpcEndpoint on resource: arn:aws:ec2:eu-west-1:${TRAY}:vpc-endpoint/* because no identity-based policy allows`,
      ),
    });
  });

  test('a role of another organization learns nothing of a service that allows only the first', async () => {
    await roleSession(aws, towards(CUSTOMER), { roleName: 'first' });
    const second = await roleSession(aws, towards(STRANGER), { roleName: 'second' });
    const service = await makeService(aws, { principals: [roleArn('first')] });
    expect(await codeOf(requestEndpoint(aws, second, place, service.serviceName))).toBe('InvalidServiceName');
  });

  test('a permission for the whole account admits its roles and its administrator', async () => {
    const role = await roleSession(aws, towards(CUSTOMER));
    const service = await makeService(aws, { principals: [`arn:aws:iam::${TRAY}:root`] });
    await requestEndpoint(aws, role, place, service.serviceName);
    await requestEndpoint(aws, TRAY, place, service.serviceName);
  });

  test('a permission for one role does not admit the administrator of its account', async () => {
    await roleSession(aws, towards(CUSTOMER));
    const service = await makeService(aws, { principals: [roleArn('role')] });
    expect(await codeOf(requestEndpoint(aws, TRAY, place, service.serviceName))).toBe('InvalidServiceName');
  });

  test('every touched resource must be allowed, not only the endpoint', async () => {
    const role = await roleSession(aws, [
      { Effect: 'Allow', Action: 'ec2:CreateVpcEndpoint', Resource: [own('vpc-endpoint'), own('vpc')] },
    ]);
    const service = await makeService(aws);
    await expect(requestEndpoint(aws, role, place, service.serviceName)).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining(`subnet/${place.subnetIds[0]}`),
    });
  });

  test('tags at creation need ec2:CreateTags', async () => {
    const service = await makeService(aws);
    const tags = {
      TagSpecifications: [{ ResourceType: 'vpc-endpoint' as const, Tags: [{ Key: 'a', Value: 'b' }] }],
    };
    const without = await roleSession(aws, towards(CUSTOMER), { roleName: 'without' });
    expect(await codeOf(requestEndpoint(aws, without, place, service.serviceName, tags))).toBe(
      'UnauthorizedOperation',
    );
    const withTags = await roleSession(
      aws,
      towards(CUSTOMER, [
        {
          Effect: 'Allow',
          Action: 'ec2:CreateTags',
          Resource: own('vpc-endpoint'),
          Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVpcEndpoint' } },
        },
      ]),
      { roleName: 'with' },
    );
    const id = await requestEndpoint(aws, withTags, place, service.serviceName, tags);
    const later = aws
      .ec2(withTags)
      .send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'c', Value: 'd' }] }));
    expect(await codeOf(later)).toBe('UnauthorizedOperation');
  });

  test('another region needs vpce:AllowMultiRegion, and the service must offer it there', async () => {
    const far = await makePlace(aws, TRAY, { region: 'us-east-1', zoneIds: ['use1-az1'] });
    const request = (who: Keys, serviceName: string) =>
      requestEndpoint(aws, who, far, serviceName, { ServiceRegion: 'eu-west-1' }, 'us-east-1');
    const home = await makeService(aws);
    const offered = await makeService(aws, { name: 'offered', supportedRegions: ['eu-west-1', 'us-east-1'] });
    const without = await roleSession(aws, towards(CUSTOMER), { roleName: 'without' });
    const allowed = await roleSession(
      aws,
      towards(CUSTOMER, [{ Effect: 'Allow', Action: 'vpce:AllowMultiRegion', Resource: '*' }]),
      { roleName: 'with' },
    );
    expect(await codeOf(request(without, offered.serviceName))).toBe('UnauthorizedOperation');
    expect(await codeOf(request(allowed, home.serviceName))).toBe('InvalidServiceName');
    const withoutRegion = requestEndpoint(aws, allowed, far, offered.serviceName, {}, 'us-east-1');
    expect(await codeOf(withoutRegion)).toBe('InvalidServiceName');
    await expect(request(allowed, offered.serviceName)).resolves.toMatch(/^vpce-/);
  });

  test('a session without policies may ask who it is, and nothing else', async () => {
    const role = await roleSession(aws, []);
    const identity = await aws.sts(role).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: TRAY, Arn: `arn:aws:sts::${TRAY}:assumed-role/role/test` });
    expect(await codeOf(aws.ec2(role).send(new DescribeVpcsCommand({})))).toBe('UnauthorizedOperation');
  });

  test('a policy counts from the moment it changes, also for sessions that exist', async () => {
    const role = await roleSession(aws, [{ Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' }]);
    await aws.ec2(role).send(new DescribeVpcsCommand({}));
    await aws.query(TRAY, 'iam', { Action: 'DeleteRolePolicy', RoleName: 'role', PolicyName: 'own' });
    expect(await codeOf(aws.ec2(role).send(new DescribeVpcsCommand({})))).toBe('UnauthorizedOperation');
  });

  test('sessions of a deleted role are worth nothing, also when a role of that name comes back', async () => {
    const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
    const old = await roleSession(aws, everything);
    await aws.query(TRAY, 'iam', { Action: 'DeleteRolePolicy', RoleName: 'role', PolicyName: 'own' });
    await aws.query(TRAY, 'iam', { Action: 'DeleteRole', RoleName: 'role' });
    await roleSession(aws, everything);
    expect(await codeOf(aws.ec2(old).send(new DescribeVpcsCommand({})))).toBe('UnauthorizedOperation');
  });

  test('other services refuse in their own words', async () => {
    const role = await roleSession(aws, []);
    const { status, text } = await aws.query(role, 'iam', { Action: 'GetRole', RoleName: 'role' });
    expect(status).toBe(403);
    expect(text).toContain('<Code>AccessDenied</Code>');
    expect(text).toContain(`is not authorized to perform: iam:GetRole`);
  });

  describe('AssumeRole', () => {
    const createRole = (trust: object, name = 'trusted') =>
      aws.query(TRAY, 'iam', {
        Action: 'CreateRole',
        RoleName: name,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      });
    const allow = { Effect: 'Allow', Action: 'sts:AssumeRole' };

    test('AssumeRole is refused to accounts that the trust policy does not name', async () => {
      await createRole({ ...allow, Principal: { AWS: `arn:aws:iam::${TRAY}:root` } });
      expect(await codeOf(assume(aws, CUSTOMER, roleArn('trusted')))).toBe('AccessDenied');
      await expect(assume(aws, TRAY, roleArn('trusted'))).resolves.toMatchObject({
        accessKeyId: expect.stringMatching(/^ASIA/),
      });
    });

    test('AssumeRole asks for the external id where the trust policy does', async () => {
      await createRole({
        ...allow,
        Principal: { AWS: CUSTOMER },
        Condition: { StringEquals: { 'sts:ExternalId': 'shared secret' } },
      });
      const send = (ExternalId?: string) =>
        aws.sts(CUSTOMER).send(
          new AssumeRoleCommand({
            RoleArn: roleArn('trusted'),
            RoleSessionName: 'session',
            ...defined({ ExternalId }),
          }),
        );
      expect(await codeOf(send())).toBe('AccessDenied');
      expect(await codeOf(send('guess'))).toBe('AccessDenied');
      expect(await codeOf(send('shared secret'))).toBe('no error');
    });

    test('AssumeRole of a role by a role needs the permission of the first, unless the trust names it', async () => {
      const first = await roleSession(aws, [{ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }], {
        roleName: 'first',
      });
      await createRole({ ...allow, Principal: { AWS: `arn:aws:iam::${TRAY}:root` } }, 'delegated');
      await createRole({ ...allow, Principal: { AWS: roleArn('first') } }, 'direct');
      expect(await codeOf(assume(aws, first, roleArn('delegated')))).toBe('AccessDenied');
      expect(await codeOf(assume(aws, first, roleArn('direct')))).toBe('no error');
    });

    test('AssumeRole says the same of a role that does not exist as of one that is not trusted', async () => {
      expect(await codeOf(assume(aws, TRAY, roleArn('absent')))).toBe('AccessDenied');
    });

    test('narrows the session by the policy that is passed along', async () => {
      await roleSession(aws, [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
      const { Credentials } = await aws.sts(TRAY).send(
        new AssumeRoleCommand({
          RoleArn: roleArn('role'),
          RoleSessionName: 'narrow',
          Policy: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'ec2:DescribeSubnets', Resource: '*' }],
          }),
        }),
      );
      const narrow: Keys = {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      };
      expect(await codeOf(aws.ec2(narrow).send(new DescribeVpcsCommand({})))).toBe('UnauthorizedOperation');
    });
  });

  test('a made-up key, or a session key with a wrong token, is no key', async () => {
    const made = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
    expect(await codeOf(aws.ec2(made).send(new DescribeVpcsCommand({})))).toBe('AuthFailure');
    expect(await codeOf(aws.sts(made).send(new GetCallerIdentityCommand({})))).toBe('InvalidClientTokenId');
    const role = await roleSession(aws, []);
    const forged = { ...role, sessionToken: 'forged' };
    expect(await codeOf(aws.sts(forged).send(new GetCallerIdentityCommand({})))).toBe('InvalidClientTokenId');
  });
});
