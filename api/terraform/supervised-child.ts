import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { killGroup } from './process-group.ts';
import type { Lifeline } from './supervision.ts';

/** The supervisor, and what it imports: whoever copies it for another user copies all of them. */
export const supervisorFiles = ['supervisor.ts', 'process-group.ts', 'steady-clock.ts', 'supervision.ts'].map(
  (name) => join(import.meta.dirname, name),
);
const [supervisor = ''] = supervisorFiles;
/** Where the supervisor says which process the program is. */
const announcementFd = 3;
export const supervisedStdio = ['pipe', 'pipe', 'pipe', 'pipe'] as const;

export interface SupervisedCommandOptions {
  readonly graceMs: number;
  readonly lifeline: Lifeline | undefined;
  /** Node and the supervisor, where the user of the program cannot reach this process's own. */
  readonly programs?: { readonly node: string; readonly supervisor: string };
}

/** The program and its arguments, with a supervisor in front of them. */
export function supervisedCommand(
  words: readonly string[],
  { graceMs, lifeline, programs }: SupervisedCommandOptions,
): [program: string, arguments_: readonly string[]] {
  return [
    programs?.node ?? process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      programs?.supervisor ?? supervisor,
      ...(lifeline ? [`--deadline=${lifeline.deadline}`] : []),
      `--announce=${announcementFd}`,
      String(graceMs),
      ...words,
    ],
  ];
}

export interface SupervisionOptions {
  /** Told the process of the program. */
  readonly onProgram?: (pid: number) => void;
  readonly lifeline?: Lifeline;
}

/** What passes between this process and a supervisor. @returns what to call with its end. */
export function supervise(
  child: Supervised,
  options: SupervisionOptions,
): (result: { readonly signal?: string }) => void {
  let program: number | undefined;
  const announcement = child.stdio[announcementFd];
  if (announcement && 'read' in announcement) {
    createInterface({ input: announcement }).on('line', (line) => {
      program = Number(line);
      options.onProgram?.(program);
    });
  }
  const { stdin } = child;
  // That it has ended, its own end says.
  stdin?.on('error', () => undefined);
  const silence = options.lifeline?.onExtended((deadline) => {
    if (stdin?.writable) stdin.write(`${deadline}\n`);
  });
  return ({ signal }) => {
    silence?.();
    // A supervisor that was killed could not end what it watched.
    if (signal !== undefined && program !== undefined) killGroup(program);
  };
}

interface Supervised {
  readonly stdin: Writable | null;
  readonly stdio: readonly (Readable | Writable | null | undefined)[];
}
