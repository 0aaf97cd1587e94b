import type { DemoResult } from './scenario.ts';

/** Zones down, ports across; what has no zone are the names that connectors dial. */
function matrix(cells: DemoResult['test']['matrix']): string[] {
  const ports = [...new Set(cells.map(({ port }) => port))];
  const places = [...new Set(cells.map(({ zoneId, host }) => zoneId ?? host))];
  const width = Math.max(...places.map((place) => place.length));
  const cellAt = (place: string, port: number) =>
    cells.find((cell) => (cell.zoneId ?? cell.host) === place && cell.port === port);
  return [
    `            ${''.padEnd(width)}  ${ports.map((port) => String(port).padEnd(12)).join('')}`,
    ...places.map(
      (place) =>
        `            ${place.padEnd(width)}  ${ports.map((port) => String(cellAt(place, port)?.verdict ?? '').padEnd(12)).join('')}`,
    ),
  ].map((line) => line.trimEnd());
}

/** The result for people: the timeline, then what a connector needs to know. */
export function renderReport(result: DemoResult): string {
  const start = Date.parse(result.timeline[0]?.at ?? '');
  const timeline = result.timeline.map(({ at, side, event, state }) => {
    const seconds = ((Date.parse(at) - start) / 1000).toFixed(1).padStart(6);
    return `  ${seconds} s  ${side.padEnd(8)}  ${event}${state ? `  [${state}]` : ''}`;
  });
  const ports = result.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ');
  const { row, dialled, seenEndpointId, beforeAcceptance, test } = result;
  const [finding] = beforeAcceptance.test.findings;
  return [
    'Timeline',
    ...timeline,
    '',
    `Connection  ${result.connectionId}: ${result.state}`,
    `Endpoint    ${result.endpointId}, in ${result.region} (${result.zoneIds.join(', ')})`,
    `Region      ${result.regionReason}`,
    `Service     ${result.serviceName}`,
    `Connect to  ${result.host}, port ${ports}`,
    '',
    `Before      ${beforeAcceptance.test.verdict}: ${finding?.summary}`,
    `            ${finding?.actor} must act: ${finding?.fix.text}`,
    `            the connector said: ${beforeAcceptance.connectorError}`,
    `Row read    ${JSON.stringify(row)} from ${dialled.host}:${dialled.port}`,
    `Seen as     ${seenEndpointId}, by the customer's proxy`,
    `Test        ${test.verdict}`,
    ...matrix(test.matrix),
    ...(result.destroyed ? ['Destroyed   both sides; nothing is left in either account'] : []),
  ].join('\n');
}
