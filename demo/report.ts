import type { DemoResult } from './scenario.ts';

/** The result for people: the timeline, then what a connector needs to know. */
export function renderReport(result: DemoResult): string {
  const start = Date.parse(result.timeline[0]?.at ?? '');
  const timeline = result.timeline.map(({ at, side, event, state }) => {
    const seconds = ((Date.parse(at) - start) / 1000).toFixed(1).padStart(6);
    return `  ${seconds} s  ${side.padEnd(8)}  ${event}${state ? `  [${state}]` : ''}`;
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
