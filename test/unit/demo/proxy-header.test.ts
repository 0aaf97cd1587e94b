import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readProxyHeader } from '../../../demo/customer/proxy-header.ts';
import { proxyHeader } from '../../../emulator/data-plane/proxy-protocol.ts';

const endpointId = 'vpce-0a1b2c3d4e5f60718';
const header = proxyHeader({
  source: { address: '100.64.0.5', port: 40_000 },
  destination: { address: '10.20.0.10', port: 6432 },
  vpcEndpointId: endpointId,
});

describe('the header that a target reads', () => {
  test('a PROXY header names the endpoint, whatever follows it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (rest) => {
        expect(readProxyHeader(Buffer.concat([header, rest]))).toEqual({ length: header.length, endpointId });
      }),
    );
  });

  test('a PROXY header that is not complete is waited for', () => {
    for (let length = 0; length < header.length; length += 1) {
      expect(readProxyHeader(header.subarray(0, length))).toBeUndefined();
    }
  });

  test('a connection without a PROXY header is refused from its first wrong byte on', () => {
    expect(() => readProxyHeader(Buffer.from('GET / HTTP/1.1'))).toThrow('PROXY header');
    expect(() => readProxyHeader(Buffer.from('\r\n\r\n\0\r\nQUIET', 'latin1'))).toThrow('PROXY header');
  });

  test('a PROXY header of a connection through no endpoint has no endpoint', () => {
    const plain = proxyHeader({
      source: { address: '10.20.0.9', port: 40_000 },
      destination: { address: '10.20.0.10', port: 6432 },
      vpcEndpointId: undefined,
    });
    expect(readProxyHeader(plain)).toEqual({ length: plain.length });
  });

  test('arbitrary bytes never break the reader', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
        const bytes = Buffer.concat([header.subarray(0, 13), rest]);
        const read = readProxyHeader(bytes);
        expect(read === undefined || read.length <= bytes.length).toBe(true);
      }),
    );
  });
});
