import type { Migration } from 'kysely';
import * as foundations from './0001-foundations.ts';
import * as organizations from './0002-organizations.ts';
import * as networks from './0003-networks.ts';
import * as connections from './0004-connections.ts';
import * as connectionEvents from './0005-connection-events.ts';
import * as runs from './0006-runs.ts';
import * as terraformStates from './0007-terraform-states.ts';
import * as answersAndDeliveries from './0008-answers-and-deliveries.ts';
import * as stackLeases from './0009-stack-leases.ts';
import * as claims from './0010-claims.ts';
import * as organizationAccounts from './0011-organization-accounts.ts';
import * as oneOfEach from './0012-one-of-each.ts';
import * as runDocuments from './0013-run-documents.ts';
import * as leasesAndFailures from './0014-leases-and-failures.ts';
import * as endpointFields from './0015-endpoint-fields.ts';
import * as networksAskedFor from './0016-networks-asked-for.ts';
import * as connectors from './0017-connectors.ts';
import * as connectionTests from './0018-connection-tests.ts';

/** Every migration by name, in order. A released one is never edited; the next one mends it. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-foundations': foundations,
  '0002-organizations': organizations,
  '0003-networks': networks,
  '0004-connections': connections,
  '0005-connection-events': connectionEvents,
  '0006-runs': runs,
  '0007-terraform-states': terraformStates,
  '0008-answers-and-deliveries': answersAndDeliveries,
  '0009-stack-leases': stackLeases,
  '0010-claims': claims,
  '0011-organization-accounts': organizationAccounts,
  '0012-one-of-each': oneOfEach,
  '0013-run-documents': runDocuments,
  '0014-leases-and-failures': leasesAndFailures,
  '0015-endpoint-fields': endpointFields,
  '0016-networks-asked-for': networksAskedFor,
  '0017-connectors': connectors,
  '0018-connection-tests': connectionTests,
};
