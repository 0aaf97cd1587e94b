/**
 * Projects by what their tests need. `unit`: Node alone. `integration`: a real PostgreSQL, processes and sockets of their own. `e2e`: the
 * real Terraform with the real AWS provider, against the emulator. `sdk`: other releases of Node, bundlers and test runners, which
 * `npm run test:sdk` installs.
 */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  testPathIgnorePatterns: ['/node_modules/', '/cdktf\\.out/'],
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out/'],
};

export default {
  // Far above what any test takes on an idle machine: a limit against hanging, not a measurement.
  testTimeout: 120_000,
  // Jest leaves one core to itself by default, which is half of two.
  maxWorkers: '100%',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/unit/**/*.test.ts'],
      setupFiles: ['<rootDir>/test/unit/support/creation-stacks.mjs'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.test.ts'],
      // One real PostgreSQL for the run; each test file that needs one makes a database in it.
      globalSetup: '<rootDir>/test/integration/support/setup.mjs',
      globalTeardown: '<rootDir>/test/integration/support/teardown.mjs',
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
    },
    { ...shared, displayName: 'sdk', testMatch: ['<rootDir>/test/environments/*.test.ts'] },
  ],
};
