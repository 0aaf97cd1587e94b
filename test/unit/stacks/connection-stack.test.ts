import { describe, expect, test } from '@jest/globals';
import { connection, customerAccount, farServiceName, given, serviceName } from './support/fixtures.ts';
import { object, policyOf, ref, type Template } from './support/template.ts';

const endpointAddress = 'aws_vpc_endpoint.connection_endpoint';

describe('the endpoint', () => {
  test("the endpoint is requested by the organization's principal, and nothing else is", () => {
    const template = connection();
    expect(template.resource(endpointAddress).provider).toBe('aws.principal');
    const others = template.resources().filter(({ address }) => address !== endpointAddress);
    for (const { body } of others) expect(body.provider).toBeUndefined();
    expect(template.providers()[1]).toMatchObject({
      alias: 'principal',
      assume_role: [{ role_arn: 'arn:aws:iam::111111111111:role/tray-privatelink-acme' }],
    });
  });

  test("the endpoint is reached by the principal through the pipeline's role, where there is one", () => {
    const deployer = 'arn:aws:iam::111111111111:role/deployer';
    const template = connection({
      deployment: { accountId: '111111111111', region: 'eu-west-1', assumeRoleArn: deployer },
    });
    const roles = template
      .providers()
      .map(({ assume_role }) =>
        Array.isArray(assume_role) ? assume_role.map((role) => object(role).role_arn) : [],
      );
    expect(roles).toEqual([[deployer], [deployer, 'arn:aws:iam::111111111111:role/tray-privatelink-acme']]);
  });

  test('the endpoint is an interface endpoint with an address in each zone, in its own security group alone', () => {
    expect(connection({ network: given }).resource(endpointAddress)).toMatchObject({
      vpc_endpoint_type: 'Interface',
      service_name: serviceName,
      vpc_id: 'vpc-0aaaaaaaaaaaaaaaa',
      subnet_ids: ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'],
      security_group_ids: [ref('aws_security_group.connection_security-group.id')],
    });
  });

  test('uses the zones that the connection names', () => {
    const template = connection({ network: given, zoneIds: ['euw1-az2'] });
    expect(template.resource(endpointAddress).subnet_ids).toEqual(['subnet-0aaaaaaaaaaaaaaa2']);
    expect(template.output('zone_ids')).toEqual(['euw1-az2']);
  });

  test('the endpoint leaves private DNS unset, which AWS refuses before acceptance', () => {
    for (const stage of ['requested', 'accepted'] as const) {
      expect(connection({ stage }).resource(endpointAddress).private_dns_enabled).toBeUndefined();
    }
  });

  test('the endpoint names the region of the service only when it is another one', () => {
    expect(connection().resource(endpointAddress).service_region).toBeUndefined();
    const far = connection({ serviceName: farServiceName });
    expect(far.resource(endpointAddress).service_region).toBe('us-east-1');
    expect(far.output('service_region')).toBe('us-east-1');
    expect(far.output('region')).toBe('eu-west-1');
  });

  test("the endpoint has a policy where the service is AWS's own, and none that AWS would refuse elsewhere", () => {
    expect(connection().resource(endpointAddress).policy).toBeUndefined();
    const kms = connection({ serviceName: 'com.amazonaws.us-east-1.kms' });
    expect(policyOf(kms.resource(endpointAddress)).Statement).toHaveLength(1);
  });
});

describe('the security group', () => {
  const rules = (ports: Parameters<typeof connection>[0]) =>
    connection(ports)
      .resources('aws_vpc_security_group_ingress_rule')
      .map(({ body }) => [body.cidr_ipv4, body.ip_protocol, body.from_port, body.to_port]);

  test("the security group opens the service's ports to the network, and nothing to anybody else", () => {
    expect(
      rules({
        ports: [
          { port: 5432, protocol: 'TCP' },
          { port: 8443, protocol: 'TLS', tlsServerName: 'erp.acme.example' },
          { port: 514, protocol: 'UDP' },
        ],
      }),
    ).toEqual([
      ['100.64.0.0/24', 'tcp', 5432, 5432],
      ['100.64.0.0/24', 'tcp', 8443, 8443],
      ['100.64.0.0/24', 'udp', 514, 514],
    ]);
    expect(connection().resources('aws_vpc_security_group_egress_rule')).toEqual([]);
  });

  test('the security group opens both transports for TCP_UDP', () => {
    expect(rules({ ports: [{ port: 53, protocol: 'TCP_UDP' }] }).map(([, transport]) => transport)).toEqual([
      'tcp',
      'udp',
    ]);
  });

  test('keys its rules by port, so that one more port touches no other', () => {
    const one = connection().resources('aws_vpc_security_group_ingress_rule');
    const two = connection({
      ports: [
        { port: 443, protocol: 'TCP' },
        { port: 5432, protocol: 'TCP' },
      ],
    });
    for (const { address, body } of one) expect(two.resource(address)).toEqual(body);
  });

  test('the security group is replaced before it is destroyed, under a name of its own', () => {
    expect(connection().resource('aws_security_group.connection_security-group')).toMatchObject({
      name_prefix: 'tray-orders-db-',
      lifecycle: { create_before_destroy: true },
    });
  });
});

describe('alarms', () => {
  test("watch the endpoint's drops and resets under the dimensions that CloudWatch publishes", () => {
    const alarms = connection().resources('aws_cloudwatch_metric_alarm');
    expect(alarms.map(({ body }) => body.metric_name)).toEqual(['PacketsDropped', 'RstPacketsReceived']);
    for (const { body } of alarms) {
      expect(body).toMatchObject({
        namespace: 'AWS/PrivateLinkEndpoints',
        dimensions: {
          'Endpoint Type': 'Interface',
          'Service Name': serviceName,
          'VPC Endpoint Id': ref('aws_vpc_endpoint.connection_endpoint.id'),
          'VPC Id': ref('data.aws_vpc.network_vpc.id'),
        },
        treat_missing_data: 'notBreaching',
      });
    }
  });

  test('alarms go to the topic, and come back to it, where there is one', () => {
    const topic = 'arn:aws:sns:eu-west-1:111111111111:alarms';
    for (const { body } of connection({ alarmTopicArn: topic }).resources('aws_cloudwatch_metric_alarm')) {
      expect(body).toMatchObject({ alarm_actions: [topic], ok_actions: [topic] });
    }
    for (const { body } of connection().resources('aws_cloudwatch_metric_alarm')) {
      expect(body.alarm_actions).toBeUndefined();
    }
  });
});

describe('warnings about the handshake', () => {
  const conditions = (template: Template) => {
    const { assert } = object(object(template.document.check).handshake);
    return Array.isArray(assert) ? assert.map((one) => String(object(one).condition)) : [];
  };

  test('warnings about the handshake come when the endpoint was rejected, has expired or failed', () => {
    expect(conditions(connection())).toEqual([
      ref('!contains(["rejected", "expired", "failed"], aws_vpc_endpoint.connection_endpoint.state)'),
    ]);
  });

  test('warnings about the handshake come when the stage says accepted and the customer has not', () => {
    expect(conditions(connection({ stage: 'accepted' }))).toContain(
      ref('aws_vpc_endpoint.connection_endpoint.state != "pendingAcceptance"'),
    );
  });

  test('warnings about the handshake never read data of their own, since Terraform would plan to read it in every run', () => {
    for (const check of Object.values(object(connection({ preflight: true }).document.check))) {
      expect(object(check).data).toBeUndefined();
    }
  });
});

describe('the preflight', () => {
  test('the preflight is left out unless asked for, so that a request can be planned before the customer allow-lists Tray', () => {
    expect(connection().dataSources('aws_vpc_endpoint_service')).toEqual([]);
  });

  test('the preflight looks at the service as the principal does: at its owner, its zones and its acceptance', () => {
    const template = connection({ preflight: true });
    expect(template.dataSources('aws_vpc_endpoint_service')[0]?.body).toMatchObject({
      provider: 'aws.principal',
      service_name: serviceName,
    });
    const text = JSON.stringify(object(template.document.check).preflight);
    expect(text).toContain(`contains([\\"${customerAccount}\\"]`);
    expect(text).toContain('setsubtract(data.aws_availability_zones.preflight_zones.names');
    expect(text).toContain('acceptance_required');
  });

  test('the preflight is left out where it cannot look', () => {
    const template = connection({ preflight: true, serviceName: farServiceName });
    expect(template.dataSources('aws_vpc_endpoint_service')).toEqual([]);
  });
});

describe('outputs', () => {
  test("the customer's administrator gets what is needed to accept this request and no other", () => {
    expect(connection().output('customer_handover')).toEqual({
      tray_org_id: 'acme',
      tray_account_id: '111111111111',
      tray_principal_arn: 'arn:aws:iam::111111111111:role/tray-privatelink-acme',
      endpoint_id: ref('aws_vpc_endpoint.connection_endpoint.id'),
      endpoint_region: 'eu-west-1',
      service_name: serviceName,
      service_region: 'eu-west-1',
      ports: [5432],
    });
  });

  test('a reader finds the endpoint, its state, the host and the ports', () => {
    const template = connection({
      ports: [{ port: 8443, protocol: 'TLS', tlsServerName: 'erp.acme.example' }],
    });
    expect(template.output('endpoint_state')).toBe(ref('aws_vpc_endpoint.connection_endpoint.state'));
    expect(template.output('host')).toBe('orders-db.privatelink.tray.internal');
    expect(template.output('ports')).toEqual([
      { port: 8443, protocol: 'TLS', tls_server_name: 'erp.acme.example' },
    ]);
  });
});

describe('refusals', () => {
  test.each([
    ['no port', { ports: [] }, /ports a service without ports cannot be reached/],
    ['port 0', { ports: [{ port: 0, protocol: 'TCP' as const }] }, /ports 0 is not a port/],
    ['a malformed service name', { serviceName: 'vpce-svc-1' }, /serviceName "vpce-svc-1"/],
    [
      "a hostname in the networks' zone",
      { hostname: 'db.privatelink.tray.internal' },
      /hostname .* is in the zone of all networks/,
    ],
    ["a hostname of AWS's", { hostname: 'sts.eu-west-1.amazonaws.com' }, /hostname .* is in amazonaws\.com/],
    ['a hostname with a port', { hostname: 'db.acme.example:5432' }, /hostname .* has a port in it/],
    ['no zone', { zoneIds: [] }, /zoneIds is empty/],
    ['a zone that the network lacks', { zoneIds: ['euw1-az3'] }, /the network has no subnet/],
    [
      'an AWS service that cannot be reached from another region',
      { serviceName: 'com.amazonaws.us-east-1.logs' },
      /cannot be reached from another region/,
    ],
    ['a connection id that is no DNS label', { connectionId: 'Orders_DB' }, /is not a connection id/],
  ])('%s', (_, props, message) => {
    expect(() => connection(props)).toThrow(message);
  });
});
