import { describe, expect, test } from '@jest/globals';
import { connector, connectors, given } from './support/fixtures.ts';
import { type JsonObject, object, policyOf, ref, statement, type Template } from './support/template.ts';

const secret = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme/orders-db-a1B2c3';
const parameter = 'arn:aws:ssm:eu-west-1:111111111111:parameter/acme/token';
const ordersDb = {
  connectionId: 'acme-orders-db',
  host: 'orders.db.acme.example',
  ports: [{ port: 5432, protocol: 'TCP' as const }],
};
const ledger = {
  connectionId: 'acme-ledger',
  host: 'acme-ledger.privatelink.tray.internal',
  ports: [
    { port: 443, protocol: 'TLS' as const, tlsServerName: 'ledger.acme.example' },
    { port: 514, protocol: 'UDP' as const },
  ],
};

function container(template: Template): JsonObject {
  const task = template.resource('aws_ecs_task_definition.connector_orders-sync_task-definition');
  return object(JSON.parse(String(task.container_definitions))[0]);
}

function executionPolicy(template: Template) {
  return policyOf(template.resource('aws_iam_role_policy.connector_orders-sync_execution-role-policy'));
}

describe('a connector', () => {
  test('a connector runs on Fargate, in every subnet of the network, without a public address', () => {
    const template = connectors({ network: given, connectors: [{ ...connector, count: 2 }] });
    expect(template.resource('aws_ecs_service.connector_orders-sync')).toMatchObject({
      name: 'orders-sync',
      launch_type: 'FARGATE',
      desired_count: 2,
      network_configuration: {
        subnets: ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'],
        security_groups: [ref('aws_security_group.security-group.id')],
        assign_public_ip: false,
      },
      deployment_circuit_breaker: { enable: true, rollback: true },
    });
  });

  test('a connector learns the host and ports of its connections from its environment', () => {
    const template = connectors({ connectors: [{ ...connector, connections: [ordersDb, ledger] }] });
    expect(container(template).environment).toEqual([
      { name: 'TRAY_CONNECTION_ACME_LEDGER_HOST', value: 'acme-ledger.privatelink.tray.internal' },
      { name: 'TRAY_CONNECTION_ACME_LEDGER_PORT', value: '443' },
      { name: 'TRAY_CONNECTION_ACME_LEDGER_PORTS', value: '443/TLS,514/UDP' },
      { name: 'TRAY_CONNECTION_ACME_LEDGER_TLS_SERVER_NAME', value: 'ledger.acme.example' },
      { name: 'TRAY_CONNECTION_ACME_ORDERS_DB_HOST', value: 'orders.db.acme.example' },
      { name: 'TRAY_CONNECTION_ACME_ORDERS_DB_PORT', value: '5432' },
      { name: 'TRAY_CONNECTION_ACME_ORDERS_DB_PORTS', value: '5432/TCP' },
    ]);
  });

  test('lists its variables by name, however they are written', () => {
    const written = connectors({ connectors: [{ ...connector, environment: { B: '2', A: '1' } }] });
    expect(container(written).environment).toEqual([
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]);
  });

  test('a connector writes to a log group of its own', () => {
    const template = connectors({ logRetentionDays: 7 });
    expect(template.resource('aws_cloudwatch_log_group.connector_orders-sync_log-group')).toMatchObject({
      name: '/tray/connectors/acme/eu-west-1/orders-sync',
      retention_in_days: 7,
    });
    expect(object(container(template).logConfiguration).logDriver).toBe('awslogs');
  });

  test('a connector may do nothing in AWS by itself', () => {
    const policies = connectors()
      .resources()
      .filter(({ type }) => type.startsWith('aws_iam_role_policy'));
    expect(policies.map(({ address }) => address)).toEqual([
      'aws_iam_role_policy.connector_orders-sync_execution-role-policy',
    ]);
  });

  test('a connector is started with its own image, log and secrets, and nothing else', () => {
    const policy = executionPolicy(
      connectors({
        awsServices: ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm'],
        connectors: [{ ...connector, secrets: { DATABASE_URL: `${secret}:password::`, TOKEN: parameter } }],
      }),
    );
    expect(statement(policy, 'PullOwnImage').Resource).toBe(
      'arn:aws:ecr:eu-west-1:111111111111:repository/tray/connector-postgres',
    );
    expect(statement(policy, 'WriteOwnLog').Resource).toBe(
      `${ref('aws_cloudwatch_log_group.connector_orders-sync_log-group.arn')}:*`,
    );
    expect(statement(policy, 'ReadOwnSecrets').Resource).toEqual([secret]);
    expect(statement(policy, 'ReadOwnParameters').Resource).toEqual([parameter]);
    const everywhere = policy.Statement.filter(({ Resource }) => Resource === '*');
    expect(everywhere.map(({ Action }) => Action)).toEqual(['ecr:GetAuthorizationToken']);
  });

  test('a connector has roles that only tasks of this account and region can take on', () => {
    for (const { body } of connectors().resources('aws_iam_role')) {
      expect(policyOf(body, 'assume_role_policy').Statement[0]).toMatchObject({
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111111111111' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:eu-west-1:111111111111:*' },
        },
      });
    }
  });

  test('a connector is keyed by its name, so that another one touches nothing of it', () => {
    const one = connectors();
    const two = connectors({ connectors: [{ ...connector, id: 'another' }, connector] });
    const own = one.resources().filter(({ id }) => id.startsWith('connector_'));
    expect(own.length).toBeGreaterThan(5);
    for (const { address, body } of own) expect(two.resource(address)).toEqual(body);
  });
});

describe('the security group of connectors', () => {
  const egress = (template: Template) =>
    template
      .resources('aws_vpc_security_group_egress_rule')
      .map(({ body }) => [body.cidr_ipv4 ?? body.prefix_list_id, body.ip_protocol, body.from_port]);

  test('the security group of connectors lets nothing in, and out only to the network and the gateways', () => {
    const template = connectors({ connectors: [{ ...connector, connections: [ordersDb, ledger] }] });
    expect(template.resources('aws_vpc_security_group_ingress_rule')).toEqual([]);
    expect(egress(template)).toEqual([
      [ref('data.aws_prefix_list.prefix-list_dynamodb.id'), 'tcp', 443],
      [ref('data.aws_prefix_list.prefix-list_s3.id'), 'tcp', 443],
      ['100.64.0.0/24', 'tcp', 443],
      ['100.64.0.0/24', 'tcp', 5432],
      ['100.64.0.0/24', 'udp', 514],
    ]);
  });

  test('describes a rule within the length that AWS takes', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      ...ordersDb,
      connectionId: `connection-${index}`,
    }));
    const template = connectors({ connectors: [{ ...connector, connections: many }] });
    for (const { body } of template.resources('aws_vpc_security_group_egress_rule')) {
      expect(String(body.description).length).toBeLessThanOrEqual(255);
    }
  });
});

describe('refusals', () => {
  const withConnector = (changes: object) => ({ connectors: [{ ...connector, ...changes }] });

  test.each([
    [
      'an image without tag',
      withConnector({ image: 'registry.example/app' }),
      /image .* has no tag or digest/,
    ],
    [
      'an image with tag and digest',
      withConnector({ image: `registry.example/app:1@sha256:${'0'.repeat(64)}` }),
      /image .* has a tag and a digest; keep the digest/,
    ],
    [
      'memory between two sizes',
      withConnector({ cpu: 256, memory: 1536 }),
      /memory Fargate does not offer 1536 MiB/,
    ],
    ['an odd size', withConnector({ cpu: 300 }), /cpu Fargate does not offer 300 CPU units; use 256, 512/],
    [
      'memory that does not go with the size',
      withConnector({ cpu: 256, memory: 4096 }),
      /memory Fargate does not offer 4096 MiB with 256 CPU units; use 512, 1024 or 2048 MiB/,
    ],
    ['half a task', withConnector({ count: 0.5 }), /count 0\.5 is not a number of tasks/],
    [
      'a variable that belongs to connections',
      withConnector({ environment: { TRAY_CONNECTION_X_HOST: 'x' } }),
      /environment TRAY_CONNECTION_X_HOST is a variable of the connections/,
    ],
    [
      'a variable that is set twice',
      withConnector({ environment: { TOKEN: 'x' }, secrets: { TOKEN: secret } }),
      /secrets TOKEN is in environment as well/,
    ],
    [
      'a secret by name',
      withConnector({ secrets: { TOKEN: 'acme/token' } }),
      /secrets "acme\/token" is not the ARN of a secret/,
    ],
    ['an id that is none', withConnector({ id: 'Orders' }), /"Orders" is not a connector id/],
    ['two of one id', { connectors: [connector, connector] }, /has "orders-sync" twice/],
    ['no connector', { connectors: [] }, /connectors is empty/],
    [
      'a network without ECR',
      { awsServices: ['logs'] },
      /lacks ecr\.api, through which a connector signs in/,
    ],
    [
      'a network without the store of a secret',
      { ...withConnector({ secrets: { TOKEN: parameter } }) },
      /lacks ssm, through which a connector reads its secrets/,
    ],
    ['a period that CloudWatch lacks', { logRetentionDays: 42 }, /42 is not a period of CloudWatch/],
  ])('%s', (_, props, message) => {
    expect(() => connectors(props)).toThrow(message);
  });
});
