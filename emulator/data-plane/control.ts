/** The data plane's part of the control API. */
import { z } from 'zod';
import { ControlError, check } from '../core/control-body.ts';
import type { WireRequest } from '../core/protocol.ts';
import type { DataPlane } from './index.ts';

const hostAndPort = /^\S+:([1-9]\d{0,4})$/;
const loopback = /^(?:127(?:\.\d{1,3}){3}|localhost|::1):[1-9]\d{0,4}$/;

const addressSchema = z.strictObject({
  vpcId: z.string().regex(/^vpc-[0-9a-f]+$/, 'must be the id of a VPC'),
  address: z.string().regex(hostAndPort, 'must be an address and a port, such as 10.20.0.10:5432'),
  to: z.string().regex(loopback, 'must be a loopback address and a port, such as 127.0.0.1:41234'),
});

const identitySchema = z.strictObject({
  name: z.string().min(1).max(255),
  networkInterfaceId: z.string(),
});

const certificateSchema = z.strictObject({
  certificateArn: z.string().startsWith('arn:'),
  certificate: z.string().includes('BEGIN CERTIFICATE'),
  privateKey: z.string().includes('PRIVATE KEY'),
});

type Handler = (request: WireRequest, body: unknown) => unknown;

export function dataPlaneRoutes(plane: DataPlane): [string, Handler][] {
  return [
    ['GET data-plane', () => ({ socks: plane.entrance })],
    ['GET data-plane/addresses', () => plane.addresses()],
    [
      'PUT data-plane/addresses',
      async (_request, body) => {
        const mapped = check(addressSchema, body);
        await plane.mapAddress(mapped);
        return mapped;
      },
    ],
    [
      'DELETE data-plane/addresses',
      async ({ query }) => ({
        removed: Number(await plane.unmapAddress(asked(query, 'vpcId'), asked(query, 'address'))),
      }),
    ],
    [
      'PUT data-plane/identities',
      (_request, body) => {
        const { name, networkInterfaceId } = check(identitySchema, body);
        plane.nameInterface(name, networkInterfaceId);
        return { name, networkInterfaceId };
      },
    ],
    [
      'PUT data-plane/certificates',
      (_request, body) => {
        const given = check(certificateSchema, body);
        try {
          plane.putCertificate(given);
        } catch (error) {
          throw new ControlError(400, `not a certificate with its key: ${(error as Error).message}`);
        }
        return { certificateArn: given.certificateArn };
      },
    ],
    [
      'POST data-plane/health-checks',
      async () => {
        await plane.checkHealth();
        return { status: 'checked' };
      },
    ],
    ['GET data-plane/counters', () => plane.counters()],
    [
      'GET data-plane/names',
      ({ query }) => ({ addresses: plane.lookUp(asked(query, 'from'), asked(query, 'host')) ?? [] }),
    ],
    ['GET data-plane/path', ({ query }) => renderPath(plane, query)],
  ];
}

/** The verdict without the emulator's own objects. */
function renderPath(plane: DataPlane, query: URLSearchParams) {
  const port = Number(asked(query, 'port'));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ControlError(400, 'port must be a number from 1 to 65535');
  }
  const from = plane.interfaceOf(asked(query, 'from'));
  const verdict = plane.judge({ from, host: asked(query, 'host'), port });
  if (verdict.kind !== 'open') return verdict;
  const { realAddress, address, vpcEndpointId } = verdict.to;
  return { ...verdict, to: { realAddress, address, vpcEndpointId } };
}

function asked(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw new ControlError(400, `the query needs ${name}`);
  return value;
}
