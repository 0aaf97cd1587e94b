import type { EmulatorProcess } from './emulator-process.ts';
import type { Role } from './options.ts';

/** What a started process has to say about itself. */
export interface Announcement {
  readonly role: Role;
  readonly url?: string;
  readonly openapi?: string;
  readonly docs?: string;
  readonly token?: string;
  readonly tokenExpiresAt?: string;
  readonly emulator?: Pick<EmulatorProcess, 'url' | 'accounts'>;
}

export function announce(announcement: Announcement, json: boolean): string {
  return json ? JSON.stringify(announcement) : forPeople(announcement);
}

function forPeople({ role, url, openapi, docs, token, tokenExpiresAt, emulator }: Announcement): string {
  const lines = [
    ...(url === undefined
      ? [`Working on requests (role ${role}).`]
      : [`API:      ${url}`, `Docs:     ${docs}`, `Contract: ${openapi}`]),
    ...(token === undefined
      ? []
      : ['', `# a token of this installation, until ${tokenExpiresAt}`, `export TOKEN=${token}`]),
  ];
  for (const { accountId, environment } of emulator?.accounts ?? []) {
    lines.push('', `# AWS account ${accountId} of the emulator`);
    for (const [name, value] of Object.entries(environment)) lines.push(`export ${name}=${value}`);
  }
  return [...lines, '', 'Stop with Ctrl-C.'].join('\n');
}
