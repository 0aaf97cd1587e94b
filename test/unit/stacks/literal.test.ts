// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this text is the matter of the tests
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { buildFleetApp } from '../../../stacks/app.ts';
import { AwsStack } from '../../../stacks/aws-stack.ts';
import { Lazy, TerraformLocal, TerraformStack, Token, Tokenization } from '../../../stacks/cdktf.ts';
import { expression, quoted } from '../../../stacks/expression.ts';
import { loadFleet } from '../../../stacks/fleet/load.ts';
import { FleetError } from '../../../stacks/fleet/problems.ts';
import * as exported from '../../../stacks/index.ts';
import { literal } from '../../../stacks/literal.ts';
import { escapeTemplate, hclOf, unescapeTemplate } from '../../../stacks/template.ts';
import { anyText, codeIn, hostileTexts, read, textsIn } from '../../support/hostile-text.ts';
import { connection, connector, connectors, deployment, organization } from './support/fixtures.ts';
import { testApp } from './support/template.ts';

type Path = readonly (string | number)[];

const example = readFileSync('fleet.example.yaml', 'utf8');

/** Every string of the fleet, keys of mappings included, with a way to put another one in its place. */
function* places(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value === 'string') yield path;
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      yield* places(item, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function put(document: unknown, path: Path, text: string): void {
  let at = document as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = text;
}

/** A fleet in which every optional field that takes text has one. */
function fullFleet(): unknown {
  const fleet = parse(example);
  const [network] = fleet.networks.filter((one: { connectors?: unknown }) => one.connectors);
  Object.assign(network.connectors[0], { command: ['run', 'it'], environment: { MODE: 'x', OTHER: 'y' } });
  const [producer] = fleet.producers;
  Object.assign(producer, { tags: { team: 'x', '//': 'y' } });
  const [port] = Object.values<Record<string, unknown>>(producer.ports);
  Object.assign(port ?? {}, { healthCheck: { protocol: 'HTTP', path: '/health', matcher: '200' } });
  return fleet;
}

function accepted(document: unknown) {
  try {
    return loadFleet(stringify(document));
  } catch (error) {
    if (error instanceof FleetError) return undefined;
    throw error;
  }
}

function documentsOf(fleet: ReturnType<typeof loadFleet>): Map<string, unknown> {
  const { stacks } = buildFleetApp(fleet, { outdir: mkdtempSync(join(tmpdir(), 'fleet-')) });
  return new Map(stacks.map((stack) => [stack.node.id, synthesised(stack)]));
}

function synthesised(stack: TerraformStack): unknown {
  stack.prepareStack();
  return JSON.parse(JSON.stringify(stack.toTerraform()));
}

describe('a fleet', () => {
  const sound = fullFleet();
  const openTo = (text: string) =>
    [...places(sound)].filter((path) => {
      const fleet = structuredClone(sound);
      put(fleet, path, text);
      return accepted(fleet) !== undefined;
    });

  test('a fleet has fields that take any text, and the tests below reach them', () => {
    const open = openTo('/${TfToken[TOKEN.1]}$${x}%{if true}').map((path) => path.join('.'));
    const names = new Set(open.map((path) => path.split('.').findLast((step) => !/^\d+$/.test(step))));
    expect([...names]).toEqual(
      expect.arrayContaining(['customerName', 'command', 'MODE', 'team', '//', 'path', 'matcher']),
    );
  });

  test('a fleet becomes documents in which its text is text, whatever it is', () => {
    const code = new Map(
      [...documentsOf(accepted(sound) as never)].map(([id, document]) => [id, codeIn(document)]),
    );
    const candidates = openTo('/$x');
    fc.assert(
      fc.property(
        fc.array(anyText, { minLength: candidates.length, maxLength: candidates.length }),
        (texts) => {
          const fleet = structuredClone(sound);
          const written: string[] = [];
          for (const [index, path] of candidates.entries()) {
            const one = structuredClone(sound);
            const text = texts[index] ?? '';
            put(one, path, text);
            // What a rule refuses for itself never gets further.
            if (accepted(one) === undefined) continue;
            put(fleet, path, text);
            written.push(text);
          }
          const documents = documentsOf(accepted(fleet) as never);
          for (const [id, document] of documents) expect(codeIn(document)).toEqual(code.get(id));
        },
      ),
      { numRuns: 12 },
    );
  });

  test('a fleet hands on every name of a customer', () => {
    const names = hostileTexts.filter((text) => !/\p{Cc}/u.test(text));
    // An account belongs to one organization.
    const accountOf = (index: number) => String(222_222_222_000 + index);
    const {
      tray,
      producers: [producer],
    } = fullFleet() as { tray: unknown; producers: Record<string, unknown>[] };
    const fleet = accepted({
      version: 1,
      tray,
      organizations: names.map((customerName, index) => ({
        id: `o${index}`,
        customerName,
        awsAccounts: [accountOf(index)],
      })),
      producers: names.map((_, index) => ({
        ...producer,
        id: `p${index}`,
        organization: `o${index}`,
        accountId: accountOf(index),
      })),
    });
    const documents = [...documentsOf(fleet as never)];
    for (const [index, text] of names.entries()) {
      const [, principal] = documents.find(([id]) => id === `org-o${index}`) ?? [];
      const { output } = principal as { output: Record<string, { value: string }> };
      expect(read(output.customer_name?.value ?? '')).toEqual({ text, code: [] });
      const [, service] = documents.find(([id]) => id.startsWith(`producer-p${index}-`)) ?? [];
      expect(textsIn(service)).toContain(text);
    }
  });

  test('a fleet that would not arrive as it is written is refused, with the text that would', () => {
    const problems = (customerName: string) => {
      const fleet = structuredClone(sound) as { organizations: { customerName: string }[] };
      (fleet.organizations[0] as { customerName: string }).customerName = customerName;
      try {
        loadFleet(stringify(fleet));
        return [];
      } catch (error) {
        return (error as FleetError).problems.map(({ path, message, fix }) => `${path}: ${message}; ${fix}`);
      }
    };
    expect(problems('Cafe\u0301')).toEqual([
      'organizations[0].customerName: is not in normalization form C, into which Terraform brings all text; write "Café"',
    ]);
    expect(problems('half \ud800')).toEqual([expect.stringContaining('holds half of a surrogate pair')]);
    expect(problems('nul \0')).toEqual(expect.arrayContaining([expect.stringContaining('NUL')]));
  });

  test('a fleet is written where its owner alone can read it', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'fleet-'));
    const { app, stacks } = buildFleetApp(accepted(sound) as never, { outdir });
    app.synth();
    for (const { node } of stacks) {
      const folder = join(outdir, 'stacks', node.id);
      expect([statSync(folder).mode & 0o777, statSync(join(folder, 'cdk.tf.json')).mode & 0o777]).toEqual([
        0o700, 0o600,
      ]);
    }
  });
});

describe('every stack', () => {
  const stackClasses = Object.entries(exported).filter(
    ([, value]) => typeof value === 'function' && value.prototype instanceof TerraformStack,
  );

  test('every stack is behind the gate', () => {
    expect(stackClasses.length).toBeGreaterThanOrEqual(5);
    for (const [name, value] of stackClasses) {
      expect([
        name,
        value === AwsStack || (value as { prototype: unknown }).prototype instanceof AwsStack,
      ]).toEqual([name, true]);
    }
  });

  test('every stack takes props as text, and references as references', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { document } = organization({ customerName: text });
        const output = document.output as Record<string, { value: string }>;
        expect(read(output.customer_name?.value ?? '')).toEqual({ text, code: [] });
      }),
      { numRuns: 100 },
    );
    const app = testApp();
    const other = new AwsStack(app, 'other', { deployment, tags: {} });
    const topic = new TerraformLocal(other, 'topic', 'arn');
    other.output('joined', `$a ${topic.expression}`, 'x');
    other.output('dollars', `$$${topic.expression} 5%${topic.expression}`, 'x');
    const { output } = synthesised(other) as { output: Record<string, { value: string }> };
    expect(output.joined?.value).toBe('$a ${local.topic}');
    // `$$${local.topic}` would be the text `$${local.topic}`.
    expect(output.dollars?.value).toBe('${"$$"}${local.topic} 5%${local.topic}');
  });

  test('every stack gives a connector its environment, command and policy as they are', () => {
    fc.assert(
      fc.property(anyText, anyText, (value, word) => {
        const { document } = connectors({
          connectors: [
            { ...connector, ...literal({ environment: { MODE: value }, command: [word, '', value] }) },
          ],
        });
        const { aws_ecs_task_definition: definitions = {} } = document.resource as Record<
          string,
          Record<string, { container_definitions: string }>
        >;
        const [definition] = Object.values(definitions);
        const template = definition?.container_definitions ?? '';
        // The name of the log group is the one reference in it.
        expect(read(template).code).toEqual([
          expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.[\w-]+\.name\}$/),
        ]);
        const [container] = JSON.parse(read(template).text);
        expect(container.environment).toEqual([{ name: 'MODE', value }]);
        expect(container.command).toEqual([word, '', value]);
      }),
      { numRuns: 100 },
    );
  });

  test('every stack refuses templates where nothing is evaluated yet, and HCL altogether', () => {
    const build = (path: string) =>
      synthesised(
        new AwsStack(testApp(), 'one', {
          deployment: { ...deployment, backend: { type: 'local', path } },
          tags: {},
        }),
      );
    expect(() => build('${path.root}/x')).toThrow('terraform.backend.local.path has "${" or "%{"');
    expect(build('100% $x')).toMatchObject({ terraform: { backend: { local: { path: '100% $x' } } } });
    const stack = new AwsStack(testApp(), 'two', { deployment, tags: {} });
    expect(() => stack.toHclTerraform()).toThrow('synthesise JSON');
  });

  test('every stack refuses text that is no Unicode', () => {
    expect(() => organization({ customerName: 'half \ud800' })).toThrow('is not Unicode text');
  });

  test('guards what is added to it and to its elements by path', () => {
    const stack = new AwsStack(testApp(), 'one', { deployment, tags: {} });
    stack.addOverride('check.x', {
      assert: [{ condition: expression('true'), error_message: '${file("x")}' }],
    });
    stack.provider.addOverride('profile', '${file("y")}');
    expect(synthesised(stack)).toMatchObject({
      check: { x: { assert: [{ condition: '${true}', error_message: '$${file("x")}' }] } },
      provider: { aws: [{ profile: '$${file("y")}' }] },
    });
  });
});

describe('text in the syntax of a token', () => {
  const token = Lazy.stringValue({ produce: () => 'the token' });
  const list = Token.asList(Lazy.anyValue({ produce: () => ['the token'] }));

  test('text in the syntax of a token is text once it has come through a door', () => {
    const [marker = ''] = list;
    const stack = new AwsStack(testApp(), 'one', {
      deployment,
      tags: literal({ token, [token]: 'x', marker }),
    });
    stack.output('list', literal([...list]), 'x');
    const document = synthesised(stack) as { output: Record<string, unknown> };
    expect(JSON.stringify(document)).not.toContain('the token');
    expect(textsIn(document)).toContain(token);
    expect(document.output.list).toMatchObject({ value: [marker] });
  });

  test('text in the syntax of a token is a token in what a program hands over itself', () => {
    const stack = new AwsStack(testApp(), 'one', { deployment, tags: { token } });
    stack.output('list', list, 'x');
    expect(synthesised(stack)).toMatchObject({
      provider: { aws: [{ default_tags: [{ tags: { token: 'the token' } }] }] },
      output: { list: { value: ['the token'] } },
    });
  });

  test('text in the syntax of a token keeps its length, and leaves everything else alone', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(literal(text)).toHaveLength(text.length);
        if (!text.includes('{TfToken[')) expect(literal(text)).toBe(text);
        expect(() => Tokenization.reverseString(literal(text))).not.toThrow();
      }),
    );
    const shared = { a: 1, when: new Date(0) };
    const [one, two] = literal([shared, shared]);
    expect(one).toBe(two);
    expect(one).toEqual(shared);
  });
});

test('text within an expression is quoted for Terraform, not for JSON', () => {
  const stack = new AwsStack(testApp(), 'one', { deployment, tags: {} });
  const local = new TerraformLocal(stack, 'local', 'x');
  const text = 'a"\\b}\b\f{ ${file("x")} %{if} ${TfToken[TOKEN.0]}';
  stack.output('equal', expression(`${quoted(literal(text))} == ${local.fqn}`), 'x');
  const { output } = synthesised(stack) as { output: Record<string, { value: string }> };
  expect(output.equal?.value).toBe(
    '${"a\\"\\\\b}\\u0008\\u000c{ $${file(\\"x\\")} %%{if} $${TfToken[TOKEN.0]}" == local.local}',
  );
});

test('a template of text alone is that text, there and back', () => {
  expect(escapeTemplate('${x} $${x} %{x} 100% $x')).toBe('$${x} $$${x} %%{x} 100% $x');
  expect(hclOf({ a: '${x}' })).toBe('{"a":"$${x}"}');
  expect(unescapeTemplate('a ${x}')).toBeUndefined();
  fc.assert(
    fc.property(anyText, (text) => {
      expect(read(escapeTemplate(text))).toEqual({ text, code: [] });
      expect(unescapeTemplate(escapeTemplate(text))).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

test('a connection and its network are text as well', () => {
  const { document } = connection({ connectionId: 'orders-db' });
  const names = new Set(codeIn(document));
  expect([...names].filter((code) => !/aws_|data\.|local\.|self\./.test(code))).toEqual([]);
});
