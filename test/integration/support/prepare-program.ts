/** `node prepare-program.ts <root> <terraform> <cache> <how many>`: prepares that many runs at once, and says where. */
import { prepareRuns } from './prepare-runs.ts';

const [root = '', terraform = '', cache = '', count = ''] = process.argv.slice(2);
console.log(JSON.stringify(await prepareRuns({ root, terraform, cache, count: Number(count) })));
