// See setup.mjs.
export { teardown as default } from './test-run.ts';
