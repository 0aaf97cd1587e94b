import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { carries } from '../../../../../api/aws/tags.ts';
import { nameTaken } from '../../../../../api/reconciler/runner/reclaim/conflicts.ts';
import {
  heldBy,
  identityOf,
  wantedOf,
  withImports,
} from '../../../../../api/reconciler/runner/reclaim/wanted.ts';
import type { TerraformDocument } from '../../../../../api/reconciler/stacks/synthesis.ts';
import { StateDocument } from '../../../../../api/terraform-state/document.ts';
import { defined } from '../../../../../domain/defined.ts';

/** As Terraform writes a reference. */
const template = (expression: string) => `\${${expression}}`;

const tags = fc.dictionary(
  fc.constantFrom('tray:managed-by', 'tray:org-id', 'tray:connection-id', 'Name', 'owner'),
  fc.constantFrom('a', 'b'),
);

describe('tags', () => {
  test('tags of ours are carried by what has all of them and no further one of ours', () => {
    fc.assert(
      fc.property(tags, tags, (actual, expected) => {
        const ours = (of: Record<string, string>) =>
          Object.entries(of).filter(([key]) => key.startsWith('tray:'));
        const same =
          JSON.stringify(ours(actual).sort()) === JSON.stringify(ours(expected).sort()) &&
          Object.entries(expected).every(([key, value]) => actual[key] === value);
        expect(carries(actual, expected)).toBe(same);
      }),
    );
  });
});

const document = (resource: TerraformDocument['resource']): TerraformDocument => ({
  terraform: {},
  provider: { aws: [{ default_tags: [{ tags: { 'tray:org-id': 'acme' } }] }] },
  ...defined({ resource }),
});

describe('what documents want', () => {
  test('what documents want is known with the tags of the provider, the current document first', () => {
    const now = document({ aws_vpc: { a: { tags: { Name: 'x' } } } });
    const before = document({
      aws_vpc: { a: { tags: { Name: `$${template('y')}` } }, b: { tags: { Name: template('z.z.z') } } },
    });
    expect(wantedOf([now, before], 'aws_vpc')).toMatchObject([
      { address: 'aws_vpc.a', current: true, tags: { 'tray:org-id': 'acme', Name: 'x' } },
      { address: 'aws_vpc.a', current: false, tags: { 'tray:org-id': 'acme', Name: template('y') } },
      // Known to Terraform alone.
      { address: 'aws_vpc.b', current: false, tags: undefined },
    ]);
  });

  test('what documents want is the document itself where nothing is to be imported', () => {
    const plain = document({});
    expect(withImports(plain, [])).toBe(plain);
  });
});

describe('what a state holds', () => {
  test('what a state holds is told apart as imports tell it', () => {
    expect(identityOf('aws_route53_record', { zone_id: 'Z1', fqdn: 'A.Example.', type: 'A' })).toBe(
      'Z1_a.example_A',
    );
    expect(
      identityOf('aws_route53_record', { zone_id: 'Z1', name: 'a', type: 'A', set_identifier: 's' }),
    ).toBe('Z1_a_A_s');
    expect(identityOf('aws_route_table_association', { subnet_id: 's', route_table_id: 't' })).toBe('s/t');
    expect(identityOf('aws_vpc', { id: 'vpc-1' })).toBe('vpc-1');
  });

  test('includes what is about to be replaced, which is not at the address any more', () => {
    const state = StateDocument.parse(
      JSON.stringify({
        version: 4,
        serial: 1,
        lineage: 'one',
        resources: [
          {
            mode: 'managed',
            type: 'aws_security_group',
            name: 'g',
            instances: [{ deposed: 'abcd1234', attributes: { id: 'sg-old' } }],
          },
        ],
      }),
    );
    expect([...heldBy(state)]).toEqual(['aws_security_group sg-old']);
    expect(state.resources.has('aws_security_group.g')).toBe(false);
    expect(state.isEmpty).toBe(false);
  });
});

describe('a name that somebody else has', () => {
  const zone = document({
    aws_route53_zone: {
      z: { name: 'db.acme.example', vpc: [{ vpc_id: 'vpc-1' }] },
      by_reference: { name: 'x.example', vpc: [{ vpc_id: template('aws_vpc.v.id') }] },
    },
    aws_vpc: { v: { cidr_block: '100.64.0.0/24' } },
  });

  test('a name that somebody else has is named, with where it is and who must act', () => {
    const words =
      'The VPC vpc-1 has already been associated with the hosted zone Z0B688CCEA with the same name';
    const reason = nameTaken({ address: 'aws_route53_zone.z', words }, zone, undefined);
    expect(reason?.code).toBe('name_taken');
    for (const part of [
      'hosted zone',
      'db.acme.example',
      'Z0B688CCEA',
      'vpc-1',
      'An operator of Tray’s account',
    ])
      expect(reason?.message.replaceAll("'", '’')).toContain(part);
  });

  test('a name that somebody else has is placed by a reference, too, once the state knows it', () => {
    const state = StateDocument.parse(
      JSON.stringify({
        version: 4,
        serial: 1,
        lineage: 'one',
        resources: [
          { mode: 'managed', type: 'aws_vpc', name: 'v', instances: [{ attributes: { id: 'vpc-2' } }] },
        ],
      }),
    );
    const collision = { address: 'aws_route53_zone.by_reference', words: '' };
    expect(nameTaken(collision, zone, state)?.message).toContain('x.example exists already in vpc-2');
  });

  test('a name that somebody else has is no question where names are not taken once', () => {
    expect(nameTaken({ address: 'aws_vpc.v', words: '' }, zone, undefined)).toBeUndefined();
  });
});
