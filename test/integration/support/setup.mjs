// A module of Node's own, not of Jest's: Jest would turn what it imports into CommonJS.
export { setup as default } from './test-run.ts';
