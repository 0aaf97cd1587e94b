import { decisionCommand } from '../acceptance.ts';
import { defined } from '../defined.ts';
import { type CatalogueEntry, entry, type FixContext } from './entry.ts';
import type { Fix } from './finding.ts';
import { networkCauses } from './network-causes.ts';
import { tlsCauses } from './tls-causes.ts';

const stateCauses = {
  not_accepted: entry({
    step: 'state',
    actor: 'customer',
    message: 'The connection request has not been accepted.',
    explanation:
      'Nothing flows until the owner of the service accepts the endpoint. Until then connections to it time out.',
    fix: (context) => acceptance(context, 'Accept the connection request.'),
  }),
  rejected: entry({
    step: 'state',
    actor: 'customer',
    message: 'The owner of the service rejected the connection.',
    explanation: 'A rejected endpoint carries nothing, and open connections end. It can be accepted again.',
    fix: (context) =>
      acceptance(
        context,
        'If that was a mistake, accept the endpoint; if it was meant, delete the connection.',
      ),
  }),
  expired: entry({
    step: 'state',
    actor: 'customer',
    message: 'The request was not accepted in time and has been withdrawn.',
    explanation: 'The endpoint is gone. A retry makes another one, with another id, that has to be accepted.',
    fix: ({ connectionId }) => ({
      text: `Agree on a date with Tray; Tray then retries the connection (POST /v1/connections/${connectionId}/retry), and you accept the new endpoint.`,
    }),
  }),
  endpoint_deleted: entry({
    step: 'state',
    actor: 'tray',
    message: 'The endpoint was deleted outside of this system.',
    explanation:
      "Somebody removed the endpoint by hand in Tray's account. A new one has another id, and the customer accepts it again.",
    fix: ({ connectionId }) => ({
      text: `Retry the connection (POST /v1/connections/${connectionId}/retry) once it is failed; then the customer accepts the new endpoint.`,
    }),
  }),
  endpoint_failed: entry({
    step: 'state',
    actor: 'tray',
    message: 'AWS could not make the endpoint, or the connection has failed.',
    explanation: "The connection's reason says what AWS answered.",
    fix: ({ connectionId }) => ({
      text: `Read the connection's reason and its nextAction, remove the cause, and retry the connection (POST /v1/connections/${connectionId}/retry).`,
    }),
  }),
  endpoint_pending: entry({
    step: 'state',
    actor: 'tray',
    message: 'The connection is still being set up.',
    explanation: 'The endpoint or its names are not finished. This takes a few minutes.',
    fix: () => ({ text: 'Wait until the connection is available, then test again.' }),
  }),
} as const;

const probeCauses = {
  probe_missing: entry({
    step: 'probe',
    actor: 'tray',
    message: 'The network has no probe yet.',
    explanation:
      'A network that was made before there were tests gets its probe with its next run, which a test asks for.',
    fix: () => ({
      text: "Wait for the network's run and test again; the network's reason says what keeps it.",
    }),
  }),
  probe_throttled: entry({
    step: 'probe',
    actor: 'tray',
    message: 'AWS Lambda throttled the probe.',
    explanation: "Too many functions run in Tray's account at once.",
    fix: ({ region }) => ({
      text: 'Test again later, or have the quota "Concurrent executions" of AWS Lambda raised.',
      command: `aws service-quotas get-service-quota --region ${region} --service-code lambda --quota-code L-B99A9384`,
    }),
  }),
  probe_failed: entry({
    step: 'probe',
    actor: 'tray',
    message: 'The probe could not be run.',
    explanation: "Tray's own side kept the test from finding out. The test's reason has AWS's code.",
    fix: ({ connectionId, region }) => ({
      text: `Check that the worker's role may invoke the probe and that the function is active, then test connection ${connectionId} again.`,
      command: `aws lambda list-functions --region ${region} --query "Functions[?ends_with(FunctionName, '-probe')].[FunctionName,State,StateReason]"`,
    }),
  }),
} as const;

/** Everything that a test can find, by a code that stays. */
export const catalogue = {
  ...stateCauses,
  ...networkCauses,
  ...tlsCauses,
  ...probeCauses,
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

export type CauseCode = keyof typeof catalogue;

function acceptance(context: FixContext, text: string): Fix {
  const { endpointId, serviceId, serviceRegion: region } = context;
  if (endpointId === undefined) return { text };
  return {
    text,
    ...defined({
      command:
        serviceId === undefined
          ? undefined
          : decisionCommand('accept', { endpointId, serviceId, region }).text,
    }),
    moduleInput: `accepted_endpoint_ids = [\n  "${endpointId}",\n]`,
  };
}
