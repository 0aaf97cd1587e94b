/** Synthesises a fleet of `process.argv[2]` connections once, in a process of its own, and prints what it took as JSON. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFleet } from '../../stacks/fleet/load.ts';
import { buildFleetApp } from '../../stacks/index.ts';
import { largeFleet } from './large-fleet.ts';

const connections = Number(process.argv[2]);
const outdir = await mkdtemp(join(tmpdir(), 'tray-privatelink-bench-'));
try {
  const text = largeFleet(connections);
  // The first app also pays for loading the library.
  buildFleetApp(loadFleet(largeFleet(1)), { outdir: join(outdir, 'first') }).app.synth();
  const started = process.cpuUsage();
  const fleet = loadFleet(text);
  const loaded = process.cpuUsage(started);
  buildFleetApp(fleet, { outdir: join(outdir, 'cdktf.out') }).app.synth();
  const all = process.cpuUsage(started);
  console.log(
    JSON.stringify({
      connections,
      loadMs: (loaded.user + loaded.system) / 1000,
      totalMs: (all.user + all.system) / 1000,
      peakMiB: process.resourceUsage().maxRSS / 1024,
    }),
  );
} finally {
  await rm(outdir, { recursive: true, force: true });
}
