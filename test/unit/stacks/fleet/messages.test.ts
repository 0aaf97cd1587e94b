import { expect, test } from '@jest/globals';
import { loadFleet } from '../../../../stacks/fleet/load.ts';
import { FleetError } from '../../../../stacks/fleet/problems.ts';
import { fleetWith } from './support/fleet-text.ts';

function problemsOf(text: string) {
  try {
    loadFleet(text);
  } catch (error) {
    if (error instanceof FleetError) return error.problems;
    throw error;
  }
  return [];
}

test('what is wrong and what to write instead stay apart, whatever the value', () => {
  const [problem] = problemsOf(
    fleetWith(['  - id: globex\n    customerName', '  - id: "glo; bex"\n    customerName']),
  );
  expect(problem).toMatchObject({
    path: 'organizations[1].id',
    message: '"glo; bex" is not a Tray OrgID',
    fix: expect.stringMatching(/^use up to 36/),
  });
});

test('an unknown key keeps its place and its suggestion, also where its name breaks lines', () => {
  const problems = problemsOf(
    fleetWith(['    cidr: 100.64.1.0/24', '    cidr: 100.64.1.0/24\n    "a; b\\nc": 1\n    gatways: {}']),
  );
  expect(problems.map(({ message, fix }) => [message, fix.slice(0, 12)])).toEqual([
    ['unknown key', 'use one of o'],
    ['unknown key', 'did you mean'],
  ]);
});
