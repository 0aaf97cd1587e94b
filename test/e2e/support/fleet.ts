import { stringify } from 'yaml';

/** The accounts of the stories; the emulator knows them from its start. */
export const accounts = { tray: '111111111111', acme: '222222222222', globex: '333333333333' } as const;

export interface StoryFleet {
  readonly regions?: readonly string[];
  readonly organizations?: readonly unknown[];
  readonly networks?: readonly unknown[];
  readonly connections?: readonly unknown[];
  readonly producers?: readonly unknown[];
}

export const acme = { id: 'acme', customerName: 'Acme Corporation', awsAccounts: [accounts.acme] };
export const globex = { id: 'globex', customerName: 'Globex GmbH', awsAccounts: [accounts.globex] };

/** A fleet file as YAML. */
export function fleetFile(story: StoryFleet): string {
  const { regions = ['eu-west-1'], organizations = [acme, globex], ...parts } = story;
  return stringify({ version: 1, tray: { accountId: accounts.tray, regions }, organizations, ...parts });
}
