import { describe, expect, test } from '@jest/globals';
import { loadFleet } from '../../../../stacks/fleet/load.ts';
import { fleetWith, problemsOf, soundFleet } from './support/fleet-text.ts';

const shape = 'a fleet file is a mapping that begins with "version: 1"; see fleet.example.yaml';

describe('a file that is no fleet file', () => {
  test.each([
    ['', `the file: is empty; ${shape} (line 1)`],
    ['# nothing but a comment\n', `the file: is empty; ${shape} (line 1)`],
    ['- version: 1\n', `the file: holds a list; ${shape} (line 1)`],
    ['just some words\n', `the file: holds a string; ${shape} (line 1)`],
    ['42\n', `the file: holds a number; ${shape} (line 1)`],
  ])('%j says what it holds instead', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('a file that is no fleet file is refused when it is not YAML, with the line', () => {
    expect(problemsOf('version: 1\ntray: {\norganizations: [\n')).toEqual([
      expect.stringMatching(/^the file: is not YAML: .*; see fleet\.example\.yaml \(line \d\)$/),
      ...Array.from({ length: problemsOf('version: 1\ntray: {\norganizations: [\n').length - 1 }, () =>
        expect.any(String),
      ),
    ]);
    const hcl = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n';
    expect(problemsOf(hcl).length).toBeGreaterThan(0);
    expect(problemsOf('\u0000\u0001\u0002{{{').length).toBeGreaterThan(0);
  });

  test('a file that is no fleet file is refused when it holds two documents', () => {
    expect(problemsOf(`${soundFleet}---\nversion: 1\n`)).toEqual([
      `the file: holds more than one YAML document; keep one; remove the "---" line (line ${soundFleet.split('\n').length})`,
    ]);
  });

  test('a file that is no fleet file is refused when a key stands twice', () => {
    expect(
      problemsOf(fleetWith(['    region: us-east-1\n', '    region: us-east-1\n    region: eu-west-1\n'])),
    ).toEqual(['the file: has a key twice in one mapping; remove one of the two (line 20)']);
  });

  test('a file that is no fleet file is refused when it is indented with a tab', () => {
    expect(problemsOf('version: 1\ntray:\n\taccountId: "1"\n')[0]).toBe(
      'the file: is indented with a tab; indent with spaces (line 3)',
    );
  });

  test('a file that is no fleet file is refused when its aliases expand without bound', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `a${level}: &a${level} [${Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*a${level - 1}`)).join(', ')}]`,
    );
    expect(problemsOf(levels.join('\n'))).toEqual([
      'the file: its aliases expand to far more than the file holds; write the repeated parts out (line 1)',
    ]);
  });

  test('a file that is no fleet file is refused when it is nested without end', () => {
    expect(problemsOf('['.repeat(50_000))[0]).toMatch(/^the file: (is nested too deeply|is not YAML)/);
  });

  test('a file that is no fleet file is refused when it is huge', () => {
    expect(problemsOf(`# ${'x'.repeat(17 * 1024 * 1024)}`)).toEqual([
      'the file: is larger than 16 MiB; is this a fleet file? see fleet.example.yaml (line 1)',
    ]);
  });
});

describe('a fleet file', () => {
  test('a fleet file may use anchors and aliases', () => {
    const text = fleetWith(
      ['    ports: [{ port: 5432 }]', '    ports: &ports [{ port: 5432 }]'],
      ['    ports: [{ port: 443, protocol: TLS, tlsServerName: db.globex.example }]', '    ports: *ports'],
    );
    expect(loadFleet(text).connections[1]?.ports).toEqual([{ port: 5432, protocol: 'TCP' }]);
  });

  test('a fleet file has the line of a mistake below an alias', () => {
    const text = fleetWith(
      ['    ports: [{ port: 5432 }]', '    ports: &ports [{ port: 0 }]'],
      ['    ports: [{ port: 443, protocol: TLS, tlsServerName: db.globex.example }]', '    ports: *ports'],
    );
    expect(problemsOf(text)).toEqual([
      'connections[0].ports[0].port: 0 is not a port; use 1–65535 (line 25)',
      'connections[1].ports[0].port: 0 is not a port; use 1–65535 (line 25)',
    ]);
  });

  test('a fleet file may be JSON, which is YAML', () => {
    const json = {
      version: 1,
      tray: { accountId: '111111111111', regions: ['eu-west-1'] },
      organizations: [{ id: 'acme', customerName: 'Acme', awsAccounts: ['222222222222'] }],
    };
    expect(loadFleet(JSON.stringify(json)).organizations).toHaveLength(1);
  });
});
