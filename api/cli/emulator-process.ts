import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const announcement = z.object({
  url: z.string(),
  accounts: z.array(z.object({ accountId: z.string(), environment: z.record(z.string(), z.string()) })),
});

export type EmulatorAccount = z.infer<typeof announcement>['accounts'][number];

/** The emulator as a child of this process: it is another program that happens to be in the same house. */
export interface EmulatorProcess {
  readonly url: string;
  readonly accounts: readonly EmulatorAccount[];
  stop(): Promise<void>;
}

const supervisor = join(import.meta.dirname, '../terraform/supervisor.ts');
const program = join(import.meta.dirname, '../../emulator/main.ts');
const quiet = '--disable-warning=ExperimentalWarning';
const graceMs = 2_000;

/** Starts it on a free port. It ends with this process, however that ends. */
export async function startEmulatorProcess(region: string): Promise<EmulatorProcess> {
  const words = [process.execPath, quiet, program, '--port', '0', '--region', region, '--json'];
  const child = spawn(process.execPath, [quiet, supervisor, String(graceMs), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ctrl-C reaches this process alone, which stops it when its own work is done.
    detached: true,
  });
  const { url, accounts } = announcement.parse(JSON.parse(await firstLine(child)));
  return {
    url,
    accounts,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the emulator has no output');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the emulator ended before it was ready; what it said is above');
}
