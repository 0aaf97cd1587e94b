import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { awsServices } from '../../../domain/aws-services.ts';
import { parseHostname } from '../../../domain/hostname.ts';
import {
  findHostnameClashes,
  type HostnameClaim,
  isClaimable,
  parseClaimableHostname,
  parseReservedDomain,
} from '../../../domain/hostname-claim.ts';
import { regions } from '../../../domain/regions.ts';
import { reservedDomains } from '../../../domain/reserved-domains.ts';
import { brokenRule } from './support/broken-rule.ts';

const rules = { zone: 'privatelink.tray.internal', reservedDomains: ['Tray.AI.'] };

describe('a name that a connection may answer for', () => {
  test.each([
    'db.acme.example',
    'acme.example',
    'db.corp.internal',
    'orders.acme.co.uk',
    'acme.github.io',
    'localhost.acme.example',
    'db.notamazonaws.com',
    'xn--mnchen-3ya.example',
    'tray.example',
    'privatelink.acme.internal',
  ])('a name that a connection may answer for may be %s', (hostname) => {
    expect(parseClaimableHostname(hostname, rules)).toBe(hostname);
  });

  test.each([
    // the zone of all networks: itself, another connection's name in it, names above it
    'privatelink.tray.internal',
    'acme-orders-db.privatelink.tray.internal',
    'a.b.privatelink.tray.internal',
    'tray.internal',
    // AWS's own, today's private names and tomorrow's
    'sqs.eu-west-1.amazonaws.com',
    'bucket.s3.eu-west-1.amazonaws.com',
    'vpce-0123456789abcdef0-abcdefgh.vpce-svc-0123456789abcdef0.eu-west-1.vpce.amazonaws.com',
    'amazonaws.com',
    'sqs.cn-north-1.amazonaws.com.cn',
    'sqs.eusc-de-east-1.amazonaws.eu',
    'ec2.eu-west-1.api.aws',
    'abc.lambda-url.eu-west-1.on.aws',
    'notebook.eu-west-1.sagemaker.aws',
    'eu-west-1.console.aws.amazon.com',
    'amazon.com',
    'ip-10-0-0-1.eu-west-1.compute.internal',
    'instance-data.ec2.internal',
    'metadata.google.internal',
    // what machines take for themselves or for the link
    'localhost.localdomain',
    'db.localhost',
    'printer.local',
    'host.docker.internal',
    '1.0.0.127.in-addr.arpa',
    '0.ip6.arpa',
    'abcdefghijklmnop.onion',
    'db.invalid',
    // names that spell addresses
    '169.254.169.254.nip.io',
    '10-0-0-1.sslip.io',
    'nip.io',
    'app.lvh.me',
    'app.localtest.me',
    // public suffixes, of registries and of companies
    'co.uk',
    'github.io',
    'herokuapp.com',
    // the operator's own
    'tray.ai',
    'api.tray.ai',
  ])('a name that a connection may answer for is not %s', (hostname) => {
    const { code, fix } = brokenRule(() => parseClaimableHostname(hostname, rules));
    expect(code).toBe('reserved_hostname');
    expect(fix).toMatch(/hostname/);
  });

  test('a name that a connection may answer for is no private name of an AWS service, whatever the service and the region', () => {
    for (const region of regions.values()) {
      const suffix = region.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
      for (const name of awsServices.keys()) {
        const reversed = name.split('.').reverse().join('.');
        for (const host of [`${reversed}.${region.code}.${suffix}`, `x.${reversed}.${region.code}.${suffix}`])
          expect(isClaimable(host, rules)).toBe(false);
      }
    }
  });

  test('a name that a connection may answer for is neither at, nor under, nor above a domain that is kept', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const kept = fc.constantFrom(
      ...reservedDomains.map(({ domain }) => domain),
      rules.zone,
      ...rules.reservedDomains.map((domain) => parseReservedDomain(domain)),
    );
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), kept, fc.nat(4), (labels, domain, cut) => {
        const parts = domain.split('.');
        const names = [[...labels, domain].join('.'), parts.slice(cut % parts.length).join('.')];
        for (const name of names) expect(isClaimable(name, rules)).toBe(false);
        // The same letters without the dot are another domain.
        fc.pre(parts.length === 2 && labels.length > 0);
        expect(parseClaimableHostname(`db.x${parts[0]}.example`, rules)).toBe(`db.x${parts[0]}.example`);
      }),
    );
  });

  test.each([
    ['127.1', /reads as an IP address/],
    ['db.0x7f', /reads as an IP address/],
    ['Db.acme.example', /upper-case/],
    ['db.acme.example.', /ends with a dot/],
    ['xn--MNCHEN-3ya.example'.toLowerCase().replace('3ya', '3ya9999'), /resolvers look it up|not a DNS name/],
  ])('a name that a connection may answer for has one form: %s is none', (hostname, message) => {
    expect(brokenRule(() => parseHostname(hostname)).message).toMatch(message);
  });

  test('a name that a connection may answer for belongs to one connection of a network, and names below it to others', () => {
    const claim = (connectionId: string, hostname: string, more: Partial<HostnameClaim> = {}) => ({
      connectionId,
      organizationId: 'acme',
      region: 'eu-west-1',
      hostname,
      ...more,
    });
    const first = claim('a', 'db.acme.example');
    const second = claim('b', 'DB.acme.example.');
    expect(
      findHostnameClashes([
        first,
        claim('c', 'x.db.acme.example'),
        claim('d', 'acme.example'),
        claim('e', 'db.acme.example', { region: 'us-east-1' }),
        claim('f', 'db.acme.example', { organizationId: 'globex' }),
        claim('a', 'db.acme.example'),
        second,
      ]),
    ).toEqual([{ claim: second, holder: first }]);
  });
});
