import type { DemoResult } from './scenario.ts';

/** The result for people: the timeline, then what a connector needs to know. */
export function renderReport(result: DemoResult): string {
  const timeline = result.timeline.map((entry) => {
    const seconds = `${(entry.elapsedMs / 1000).toFixed(1).padStart(6)} s`;
    const state = entry.state ? `  [${entry.state}]` : '';
    return `  ${seconds}  ${entry.side.padEnd(8)}  ${entry.event}${state}`;
  });
  const ports = result.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ');
  return [
    'Timeline',
    ...timeline,
    '',
    `Connection  ${result.connectionId}: ${result.state}`,
    `Endpoint    ${result.endpointId}, in ${result.region} (${result.zoneIds.join(', ')})`,
    `Region      ${result.regionReason}`,
    `Service     ${result.serviceName}`,
    `Connect to  ${result.host}, port ${ports}`,
    ...(result.destroyed ? ['Destroyed   both sides; nothing is left in either account'] : []),
  ].join('\n');
}
