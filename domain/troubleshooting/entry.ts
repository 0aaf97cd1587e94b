import type { Fix, Side, Step } from './finding.ts';

/** What fixes are written with: everything that the API knows of the connection. */
export interface FixContext {
  readonly connectionId: string;
  readonly endpointId?: string;
  readonly serviceId?: string;
  readonly serviceRegion: string;
  readonly region: string;
  readonly networkCidr: string;
  /** The ports that are concerned. */
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  /** The zones that are concerned. */
  readonly zoneIds: readonly string[];
  /** The name that the certificate should carry. */
  readonly serverName?: string;
  /** The endpoint's own security group. */
  readonly groupId?: string;
}

/** One thing that can be wrong. */
export interface CatalogueEntry {
  readonly step: Step;
  /** Whose fix it is. */
  readonly actor: Side;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** How it shows, and why, for the page: plain words, one or two sentences. */
  readonly explanation: string;
  readonly fix: (context: FixContext) => Fix;
}

/** Keeps the type of a row. */
export function entry(row: CatalogueEntry): CatalogueEntry {
  return row;
}

/** A command for each of the ports, one a line. */
export function forEachPort(
  { ports }: FixContext,
  command: (port: FixContext['ports'][number]) => string,
): string {
  return ports.map(command).join('\n');
}

/** Every entry of the module's `ports` that is concerned, with these lines in it. */
export function portInputs(
  { ports }: FixContext,
  lines: (port: FixContext['ports'][number]) => readonly string[],
): string {
  const entries = ports.map((port) =>
    [
      '  <name of the port> = {',
      ...[`port = ${port.port}`, ...lines(port)].map((line) => `    ${line}`),
      '  }',
    ].join('\n'),
  );
  return ['ports = {', ...entries, '}'].join('\n');
}

/** `port 5432`, `ports 5432 and 6432` */
export function portList(ports: readonly number[]): string {
  const unique = [...new Set(ports)].sort((a, b) => a - b);
  return `${unique.length === 1 ? 'port' : 'ports'} ${conjunction(unique.map(String))}`;
}

export function conjunction(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
