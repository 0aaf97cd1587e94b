import type { NextAction } from './next-action.ts';

/** Where a connector stands. `deleted` rows are kept for their history and shown to nobody. */
export const connectorStates = [
  'provisioning',
  'running',
  'degraded',
  'failed',
  'deleting',
  'deleted',
] as const;

export type ConnectorState = (typeof connectorStates)[number];

/** From each state, the states that may follow. Whoever is deleted can begin anew. */
export const legalConnectorMoves: Readonly<Record<ConnectorState, readonly ConnectorState[]>> = {
  provisioning: ['running', 'degraded', 'failed', 'deleting'],
  running: ['provisioning', 'degraded', 'failed', 'deleting'],
  degraded: ['provisioning', 'running', 'failed', 'deleting'],
  failed: ['provisioning', 'running', 'degraded', 'deleting'],
  deleting: ['deleted'],
  deleted: ['provisioning'],
};

export interface ConnectorStanding {
  readonly state: Exclude<ConnectorState, 'deleted'>;
  readonly reason?: { readonly code: string; readonly message: string };
}

/** Who must do what for a connector to run. It is always Tray's side: the workload, its image and its secrets are Tray's own. */
export function nextActionOfConnector({ state, reason }: ConnectorStanding): NextAction {
  if (reason === undefined) return { actor: state === 'running' ? 'none' : 'tray', what: progress[state] };
  const remedy = remedies[reason.code] ?? 'Tray looks again by itself.';
  return { actor: 'tray', what: `${sentence(reason.message)} ${remedy}` };
}

const progress: Readonly<Record<ConnectorStanding['state'], string>> = {
  provisioning: 'Tray is starting the connector.',
  running: 'No action is needed: the connector runs.',
  degraded: 'Fewer tasks run than are wanted; AWS is starting others.',
  failed: 'Tray could not start the connector, and tries again by itself.',
  deleting: 'Tray is deleting the connector.',
};

/** Where nothing changes until somebody of Tray's does something. Messages of other reasons say what to do, or need nobody. */
const remedies: Readonly<Record<string, string>> = {
  image_unavailable:
    'Push the image, or put the connector with one that exists; AWS then starts it by itself.',
  secret_unavailable:
    'Create the secret, or put the connector with the right ARN; AWS then starts it by itself.',
  aws_service_missing: 'Add the AWS service to the network; AWS then starts the connector by itself.',
  task_exited: 'Look at the log of the connector, and put it with what mends it.',
  task_failed:
    'AWS tries again by itself; if it stays, an operator must look at the events of the ECS service.',
  access_denied: 'An operator must give this installation the permissions that it lacks.',
  quota_exceeded: 'An operator must have the quota raised, or remove what is not needed.',
  terraform_unavailable: 'An operator must make Terraform and its AWS provider available to the workers.',
  out_of_space: 'An operator must make room on the disk of the workers.',
  terraform_failed: 'An operator must look at the run.',
  internal_error: 'An operator must look at the logs.',
};

function sentence(text: string): string {
  const trimmed = text.trim().replace(/\.$/, '');
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`;
}
