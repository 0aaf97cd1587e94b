/**
 * The header of PROXY protocol version 2 as network load balancers write it, with the id of the endpoint in a TLV.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#proxy-protocol
 */
const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const PP2_TYPE_AWS = 0xea;
const PP2_SUBTYPE_AWS_VPCE_ID = 0x01;

export interface ProxyHeader {
  readonly source: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
  readonly vpcEndpointId: string | undefined;
}

export function proxyHeader({ source, destination, vpcEndpointId }: ProxyHeader): Buffer {
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(source.port, 0);
  ports.writeUInt16BE(destination.port, 2);
  const value =
    vpcEndpointId === undefined
      ? Buffer.alloc(0)
      : Buffer.concat([Buffer.from([PP2_SUBTYPE_AWS_VPCE_ID]), Buffer.from(vpcEndpointId, 'ascii')]);
  const tlv =
    value.length === 0 ? value : Buffer.concat([Buffer.from([PP2_TYPE_AWS, 0, value.length]), value]);
  const body = Buffer.concat([octets(source.address), octets(destination.address), ports, tlv]);
  // Version 2, PROXY; TCP over IPv4.
  const head = Buffer.from([0x21, 0x11, body.length >>> 8, body.length & 255]);
  return Buffer.concat([SIGNATURE, head, body]);
}

function octets(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}
