import type { Fleet } from './fleet.ts';
import type { Problems } from './problems.ts';
import { exact } from './references.ts';
import { resolveConnections } from './resolve-connections.ts';
import { checkCapacity, checkConnectors } from './resolve-connectors.ts';
import { resolveNetworks } from './resolve-networks.ts';
import { resolveOrganizations } from './resolve-organizations.ts';
import { resolveProducers } from './resolve-producers.ts';
import { resolveTray } from './resolve-tray.ts';
import type { FleetInput } from './schema.ts';
import type { Draft } from './structure.ts';

/**
 * Checks every rule that holds between the parts of a file, and builds the fleet from them. A part that is missing
 * because it was wrong has been reported: rules that need it are passed over.
 *
 * @returns undefined when there are problems, all of which have been reported.
 */
export function resolveFleet(draft: Draft<FleetInput>, problems: Problems): Fleet | undefined {
  const tray = resolveTray(draft.tray, problems);
  const organizations = resolveOrganizations(draft.organizations, tray, problems);
  const networks = resolveNetworks(draft.networks ?? [], { tray, organizations }, problems);
  const connections = resolveConnections(
    draft.connections ?? [],
    { tray, organizations, networks },
    problems,
  );
  checkConnectors(draft.networks ?? [], connections, problems);
  checkCapacity(
    [...networks.built].map(([key, network]) => ({
      network,
      path: networks.declared.get(key) ?? ['networks'],
    })),
    connections.built,
    tray.quotas,
    problems,
  );
  const producers = resolveProducers(draft.producers ?? [], organizations, tray.quotas, problems);
  if (problems.count > 0 || !tray.settings) return undefined;
  return {
    tray: tray.settings,
    backend: exact((draft as FleetInput).backend ?? { type: 'local' }),
    organizations: [...organizations.built.values()],
    networks: [...networks.built.values()],
    connections: connections.built,
    producers,
  };
}
