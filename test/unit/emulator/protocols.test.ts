import { connect } from 'node:net';
import { CreateVpcCommand, DescribeTagsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseForm } from '../../../emulator/protocols/form.ts';
import { buildXml, parseXml } from '../../../emulator/protocols/xml.ts';
import { type Aws, startAws, TRAY } from './support/aws.ts';
import { codeOf } from './support/private-link.ts';

describe('the wire', () => {
  let aws: Aws;

  beforeAll(async () => {
    aws = await startAws();
  });

  afterAll(() => aws.emulator.close());

  const signed = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=AKIA0000${TRAY}/20250101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  });
  const send = (path: string, init: RequestInit) => fetch(`${aws.emulator.url}${path}`, init);

  test.each([
    ['ec2', 'UnknownThing', /<Errors><Error><Code>InvalidAction</],
    ['sts', 'UnknownThing', /<Error><Type>Sender<\/Type><Code>InvalidAction</],
    ['autoscaling', 'DescribeAutoScalingGroups', /<Code>InvalidAction</],
    ['ec2', 'constructor', /InvalidAction/],
  ])('%s answers %s with its own error for unknown actions', async (service, action, expected) => {
    const { status, text } = await aws.query(TRAY, service, { Action: action });
    expect(status).toBe(400);
    expect(text).toMatch(expected);
  });

  test('a JSON service that is not emulated answers in JSON', async () => {
    const response = await send('/', {
      method: 'POST',
      headers: {
        ...signed('dynamodb'),
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        'content-type': 'application/x-amz-json-1.0',
      },
      body: '{}',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  test('a request without credentials is refused', async () => {
    const response = await send('/', {
      method: 'POST',
      body: new URLSearchParams({ Action: 'DescribeVpcs' }),
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('MissingAuthenticationToken');
  });

  test('a body over the limit is refused', async () => {
    const response = await send('/', {
      method: 'POST',
      headers: signed('ec2'),
      body: 'x'.repeat(1024 * 1024 + 1),
    });
    expect(response.status).toBe(413);
  });

  test('what is no HTTP is answered and does no harm', async () => {
    const { hostname, port } = new URL(aws.emulator.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write('\x16\x03\x01 nonsense\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(await codeOf(aws.ec2(TRAY).send(new DescribeVpcsCommand({})))).toBe('no error');
  });

  test('no request makes the emulator fail', async () => {
    const header = fc.constantFrom(
      'ec2',
      'sts',
      'iam',
      'route53',
      'elasticloadbalancing',
      'ecs',
      'logs',
      'sns',
      'monitoring',
    );
    const body = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc
        .dictionary(fc.stringMatching(/^[A-Za-z.0-9]{1,20}$/), fc.string({ maxLength: 20 }))
        .map((fields) => new URLSearchParams({ Action: 'DescribeVpcs', ...fields }).toString()),
      fc.constantFrom(
        '<a>',
        '<a><b></a>',
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<a/>',
        '<?xml version="1.0"?>',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        header,
        body,
        fc.constantFrom('POST', 'PUT', 'DELETE'),
        fc.constantFrom('/', '/2013-04-01/hostedzone', '/2013-04-01/hostedzone/%E0%A4%A', '/..%2f'),
        fc.constantFrom('application/x-www-form-urlencoded', 'application/x-amz-json-1.1', 'text/xml', ''),
        fc.constantFrom(
          '',
          'Logs_20140328.DescribeLogGroups',
          'AmazonEC2ContainerServiceV20141113.ListClusters',
          '.',
        ),
        async (service, text, method, path, type, target) => {
          const response = await send(path, {
            method,
            headers: {
              ...signed(service),
              'content-type': type,
              ...(target ? { 'x-amz-target': target } : {}),
            },
            body: text,
          });
          await response.text();
          expect(response.status).toBeLessThan(500);
        },
      ),
      { numRuns: 400 },
    );
  }, 30_000);

  test('no parameters make an EC2 action fail', async () => {
    const names = [
      'CreateVpc',
      'CreateVpcEndpoint',
      'AuthorizeSecurityGroupIngress',
      'CreateTags',
      'DescribeVpcEndpointServices',
    ];
    const field = fc.constantFrom(
      'VpcId',
      'CidrBlock',
      'GroupId',
      'SubnetId',
      'SubnetId.1',
      'Filter.1.Name',
      'Filter.1.Value.1',
      'IpPermissions.1.IpProtocol',
      'IpPermissions.1.IpRanges.1.CidrIp',
      'MaxResults',
      'NextToken',
      'ResourceId.1',
      'Tag.1.Key',
      'Tag.x',
      'TagSpecification.1.ResourceType',
      'ServiceName',
      'DryRun',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.dictionary(
          field,
          fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('true', '-1', '10.0.0.0/16', 'sg-1')),
        ),
        async (action, fields) => {
          const { status } = await aws.query(TRAY, 'ec2', { Action: action, ...fields });
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
  }, 30_000);

  test('tags with any printable text come back as they went in', async () => {
    const client = aws.ec2(TRAY, 'us-east-2');
    const value = 'a < b && "c" \u00e9 \u4e2d \u{1f600} ]]> &amp;';
    const { Vpc } = await client.send(
      new CreateVpcCommand({
        CidrBlock: '10.0.0.0/16',
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'text', Value: value }] }],
      }),
    );
    const { Tags } = await client.send(new DescribeTagsCommand({}));
    expect(Tags).toEqual([{ Key: 'text', Value: value, ResourceId: Vpc?.VpcId, ResourceType: 'vpc' }]);
  });

  test('XML that is built can be read, and holds the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const trimmed = text.trim();
        const read = parseXml(buildXml('Root', { Name: trimmed }));
        expect(read.Name ?? '').toBe(trimmed);
      }),
    );
  });

  test('forms cannot reach into objects’ machinery', () => {
    for (const name of ['__proto__.x', 'a.__proto__', 'constructor.prototype.x', 'a..b', '.']) {
      expect(() => parseForm(`${encodeURIComponent(name)}=1`)).toThrow('malformed');
    }
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('pages', () => {
  test('pages hold every item exactly once, whatever their size and however many items there are', async () => {
    const aws = await startAws();
    const client = aws.ec2(TRAY);
    for (let made = 0; made < 23; made++)
      await client.send(new CreateVpcCommand({ CidrBlock: `10.${made}.0.0/16` }));
    for (const MaxResults of [5, 7, 23, 1000]) {
      const seen: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new DescribeVpcsCommand({ MaxResults, ...(NextToken ? { NextToken } : {}) }),
        );
        expect(page.Vpcs?.length).toBeLessThanOrEqual(MaxResults);
        seen.push(...(page.Vpcs ?? []).map((vpc) => vpc.VpcId ?? ''));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      expect(new Set(seen).size).toBe(23);
      expect(seen).toHaveLength(23);
    }
    expect(await codeOf(client.send(new DescribeVpcsCommand({ NextToken: 'made-up' })))).toBe(
      'InvalidNextToken',
    );
    expect(
      await codeOf(client.send(new DescribeVpcsCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] }))),
    ).toBe('InvalidParameterValue');
    await aws.emulator.close();
  });
});
