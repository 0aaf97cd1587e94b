import { conjunction, entry, type FixContext, forEachPort, portInputs, portList } from './entry.ts';

const ports = (context: FixContext) => portList(context.ports.map(({ port }) => port));
const protocolOf = (protocol: string) => (protocol === 'TCP_UDP' ? 'TCP_UDP' : protocol);

/** Names, and the way of a connection up to the target. */
export const networkCauses = {
  own_record_missing: entry({
    step: 'dns',
    actor: 'tray',
    message: "The connection's own name does not resolve in the network.",
    explanation:
      "The record in the network's private zone is missing. Tray makes it when the customer has accepted.",
    fix: ({ connectionId }) => ({
      text: `Have the names made again: change the connection (PATCH /v1/connections/${connectionId}) or retry it, and look at its newest run.`,
    }),
  }),
  hostname_zone_missing: entry({
    step: 'dns',
    actor: 'tray',
    message: "The customer's host name does not resolve to the endpoint in the network.",
    explanation:
      'A private hosted zone for exactly this name makes it lead to the endpoint. Where the zone is missing, the name is unknown or leads elsewhere.',
    fix: ({ connectionId }) => ({
      text: `Have the zone made again: set the hostname of ${connectionId} to null and back (PATCH /v1/connections/${connectionId}), and look at its newest run.`,
    }),
  }),
  name_leads_elsewhere: entry({
    step: 'dns',
    actor: 'tray',
    message: 'The name leads to an address outside of the network, so nothing was dialled.',
    explanation:
      'The probe dials nothing outside of its own network. A name of a connection leads to an interface in it.',
    fix: ({ connectionId }) => ({
      text: `Find the zone that answers for the name in the network and remove it, then change the connection (PATCH /v1/connections/${connectionId}) so that its names are made again.`,
    }),
  }),
  endpoint_name_missing: entry({
    step: 'dns',
    actor: 'tray',
    message: "AWS's own name of the endpoint does not resolve in the network.",
    explanation:
      'AWS makes the names of an endpoint with its interfaces. Right after the endpoint was made they may take a minute.',
    fix: ({ endpointId, region }) => ({
      text: 'Test again in a minute. If it stays so, look at the DNS entries of the endpoint.',
      command: `aws ec2 describe-vpc-endpoints --region ${region} --vpc-endpoint-ids ${endpointId ?? '<endpoint id>'} --query "VpcEndpoints[].DnsEntries"`,
    }),
  }),
  endpoint_group_closed: entry({
    step: 'tcp',
    actor: 'tray',
    message: "The endpoint's own security group does not admit the network.",
    explanation:
      "Tray opens the group for the connection's ports. Without the rule, connections time out in every zone.",
    fix: (context) => ({
      text: `Open the group for ${ports(context)} from ${context.networkCidr}, or change the connection so that its rules are made again.`,
      command: forEachPort(
        context,
        ({ port }) =>
          `aws ec2 authorize-security-group-ingress --region ${context.region} --group-id ${context.groupId ?? '<security group>'} --protocol tcp --port ${port} --cidr ${context.networkCidr}`,
      ),
    }),
  }),
  no_listener: entry({
    step: 'tcp',
    actor: 'customer',
    message: 'The load balancer has no listener on the port.',
    explanation: 'Connections are refused at once, in every zone alike.',
    fix: (context) => ({
      text: `Add a listener for ${ports(context)} to the load balancer of the service.`,
      command: forEachPort(
        context,
        ({ port, protocol }) =>
          `aws elbv2 create-listener --region ${context.serviceRegion} --load-balancer-arn '<load balancer>' --protocol ${protocolOf(protocol)} --port ${port}${protocol === 'TLS' ? " --certificates CertificateArn='<certificate>'" : ''} --default-actions Type=forward,TargetGroupArn='<target group>'`,
      ),
      moduleInput: portInputs(context, ({ protocol }) => [
        `protocol = "${protocol}"`,
        ...(protocol === 'TLS'
          ? [
              `tls_server_name = "${context.serverName ?? '<name in the certificate>'}"`,
              'certificate_arn = "<certificate>"',
            ]
          : []),
        'targets = { main = { id = "<address of the service>" } }',
      ]),
    }),
  }),
  no_targets: entry({
    step: 'tcp',
    actor: 'customer',
    message: 'The target group of the port has no targets.',
    explanation: 'The listener is there, and nothing is behind it.',
    fix: (context) => ({
      text: `Register the service as a target of ${ports(context)}.`,
      command: `aws elbv2 register-targets --region ${context.serviceRegion} --target-group-arn '<target group>' --targets Id='<address of the service>'`,
      moduleInput: portInputs(context, () => ['targets = { main = { id = "<address of the service>" } }']),
    }),
  }),
  targets_unhealthy: entry({
    step: 'tcp',
    actor: 'customer',
    message: 'All targets of the port are unhealthy: the service itself does not listen, or refuses.',
    explanation:
      'With no healthy target a Network Load Balancer sends connections to all of them, so what is seen is the answer of the service itself.',
    fix: (context) => ({
      text: 'Start the service on its targets, and check that it listens on the port of the target group.',
      command: `aws elbv2 describe-target-health --region ${context.serviceRegion} --target-group-arn '<target group>'`,
      moduleInput: portInputs(context, () => [
        'targets = { main = { id = "<address where the service listens>", port = <its port> } }',
      ]),
    }),
  }),
  zone_targets_unhealthy: entry({
    step: 'tcp',
    actor: 'customer',
    message: 'There is no healthy target in the zone, and cross-zone load balancing is off.',
    explanation:
      'Other zones work. With cross-zone load balancing every zone of the load balancer uses the targets of all zones.',
    fix: ({ serviceRegion, zoneIds }) => ({
      text: `Turn cross-zone load balancing on (the module always does), or run a healthy target in ${conjunction(zoneIds)}.`,
      // A target group that says so itself does not follow the load balancer.
      command: [
        `aws elbv2 modify-load-balancer-attributes --region ${serviceRegion} --load-balancer-arn '<load balancer>' --attributes Key=load_balancing.cross_zone.enabled,Value=true`,
        `aws elbv2 modify-target-group-attributes --region ${serviceRegion} --target-group-arn '<target group>' --attributes Key=load_balancing.cross_zone.enabled,Value=use_load_balancer_configuration`,
      ].join('\n'),
    }),
  }),
  zone_without_balancer: entry({
    step: 'tcp',
    actor: 'customer',
    message: 'The service has no load balancer in the zone.',
    explanation:
      'An endpoint hands connections over within the zone, by its id. If the load balancer has left the zone, connections through it time out.',
    fix: ({ serviceRegion, zoneIds }) => ({
      text: `Add a subnet in ${conjunction(zoneIds)} to the load balancer, beside those that it has.`,
      command: `aws elbv2 set-subnets --region ${serviceRegion} --load-balancer-arn '<load balancer>' --subnets '<each subnet that it has>' ${zoneIds.map((zoneId) => `'<subnet in ${zoneId}>'`).join(' ')}`,
      moduleInput: `subnets = {\n  # beside those that are there\n${zoneIds.map((zoneId) => `  "${zoneId}" = "<subnet in ${zoneId}>"`).join('\n')}\n}`,
    }),
  }),
  inbound_rules_enforced: entry({
    step: 'tcp',
    actor: 'customer',
    message:
      "The load balancer enforces its inbound rules on PrivateLink traffic, and they do not admit Tray's network.",
    explanation:
      'Connections time out in every zone. Traffic over PrivateLink carries the addresses of the network on the other side, which must be in the rules where they are enforced.',
    fix: (context) => ({
      text: `Admit ${context.networkCidr} on ${ports(context)} in the load balancer's security group, or stop enforcing its rules on PrivateLink traffic.`,
      command: forEachPort(
        context,
        ({ port }) =>
          `aws ec2 authorize-security-group-ingress --region ${context.serviceRegion} --group-id '<security group of the load balancer>' --protocol tcp --port ${port} --cidr ${context.networkCidr}`,
      ),
      moduleInput: `ingress_cidr_blocks = {\n  tray = "${context.networkCidr}"\n}`,
    }),
  }),
  target_group_closed: entry({
    step: 'tcp',
    actor: 'customer',
    message: "The targets' security group, or a network ACL, does not admit the load balancer.",
    explanation:
      'The load balancer takes the connection, and its packets to the target are dropped. Its health checks fail as well.',
    fix: (context) => ({
      text: "Admit the load balancer's security group in that of the targets.",
      command: forEachPort(
        context,
        () =>
          `aws ec2 authorize-security-group-ingress --region ${context.serviceRegion} --group-id '<security group of the targets>' --protocol tcp --port '<port of the targets>' --source-group '<security group of the load balancer>'`,
      ),
    }),
  }),
  service_closes: entry({
    step: 'tcp',
    actor: 'customer',
    message: 'The service takes the connection and closes it at once.',
    explanation:
      'Something accepts and hangs up: the service does not admit the address that it sees, expects a PROXY protocol header (or gets one that it does not expect), or a proxy in front of it finds nobody behind.',
    fix: (context) => ({
      text: `Look at the service's own log for connections from the load balancer's addresses, and check that proxy_protocol_v2 is on exactly where the service expects it.`,
      moduleInput: portInputs(context, () => [
        'proxy_protocol_v2 = <true where the service expects the header>',
      ]),
    }),
  }),
  slow: entry({
    step: 'tcp',
    actor: 'customer',
    message: 'Connecting takes long.',
    explanation:
      'The way itself takes one or two milliseconds within a region. What takes longer is a target that is busy, or one far away behind a VPN or a Direct Connect.',
    fix: ({ serviceRegion }) => ({
      text: 'Look at the load of the targets, and at the way from the load balancer to them.',
      command: `aws elbv2 describe-target-health --region ${serviceRegion} --target-group-arn '<target group>'`,
    }),
  }),
} as const;
