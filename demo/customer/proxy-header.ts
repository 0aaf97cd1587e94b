/**
 * What a target sees of a connection behind `proxy_protocol_v2`: the endpoint that it came through. AWS puts the endpoint's id into a TLV
 * of its own (type 0xEA, subtype 0x01).
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#proxy-protocol
 */
export interface ProxyHeader {
  /** Bytes that the header takes; what follows is the client's. */
  readonly length: number;
  /** `vpce-…`; absent for connections that came through no endpoint. */
  readonly endpointId?: string;
}

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const fixedLength = 16;
/** Of addresses and ports, by the protocol's family byte: TCP over IPv4, TCP over IPv6. */
const addressLengths: Readonly<Record<number, number>> = { 17: 12, 33: 36 };
const awsType = 0xea;
const endpointIdSubtype = 0x01;

/**
 * Reads the header at the start of a connection.
 *
 * @returns undefined while bytes are missing.
 * @throws RangeError when it is not a header of version 2.
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader | undefined {
  const known = Math.min(bytes.length, signature.length);
  if (!bytes.subarray(0, known).equals(signature.subarray(0, known))) {
    throw new RangeError('the connection does not begin with a PROXY header of version 2');
  }
  if (bytes.length < fixedLength) return undefined;
  const length = fixedLength + bytes.readUInt16BE(14);
  if (bytes.length < length) return undefined;
  const addressLength = addressLengths[bytes[13] ?? 0] ?? 0;
  let at = fixedLength + addressLength;
  while (at + 3 <= length) {
    const type = bytes[at];
    const end = at + 3 + bytes.readUInt16BE(at + 1);
    if (end > length) break;
    if (type === awsType && bytes[at + 3] === endpointIdSubtype) {
      return { length, endpointId: bytes.toString('ascii', at + 4, end) };
    }
    at = end;
  }
  return { length };
}
