/** TLS at listeners: the certificates that the control API gave for the ARNs that listeners name, and those imported into ACM. */
import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type TLSSocketOptions } from 'node:tls';
import { Collection, type Scope } from '../core/state.ts';
import type { World } from '../core/world.ts';
import { acmCertificates } from '../services/acm/state.ts';
import type { Listener } from '../services/elbv2/state.ts';

export interface Certificate {
  readonly certificateArn: string;
  /** PEM, the server's own first, then those that lead to the root. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
}

const certificates = new Collection<Certificate>('emulator', 'certificate', { isGone: () => true });
const everywhere: Scope = { accountId: '000000000000', region: 'emulator' };

/** Throws when the two are no certificate and its key. */
export function putCertificate(world: World, given: Certificate): void {
  contextOf(given);
  world.state.table(certificates, everywhere).put(given.certificateArn, given);
}

/** How a listener ends TLS, or `undefined` when nobody gave its certificate. */
export function serverOptions(world: World, listener: Listener): TLSSocketOptions | undefined {
  const known = listener.certificateArns.flatMap((arn) => certificateOf(world, arn) ?? []);
  const [first] = known;
  if (first === undefined) return undefined;
  return {
    isServer: true,
    secureContext: contextOf(first),
    ...protocolsOf(listener),
    SNICallback: (name, done) => done(null, contextOf(known.find((each) => isFor(each, name)) ?? first)),
  };
}

/** What the control API gave wins over what was imported. */
function certificateOf(world: World, certificateArn: string): Certificate | undefined {
  const given = world.state.table(certificates, everywhere).get(certificateArn);
  if (given !== undefined) return given;
  const [, , , region = '', accountId = ''] = certificateArn.split(':');
  const imported = world.state.table(acmCertificates, { accountId, region }).get(certificateArn);
  if (imported === undefined) return undefined;
  const { certificate, chain = '', privateKey } = imported;
  return { certificateArn, certificate: `${certificate.trimEnd()}\n${chain}`, privateKey };
}

function protocolsOf(listener: Listener): { ALPNProtocols?: string[] } {
  switch (listener.alpnPolicy[0]) {
    case 'HTTP1Only':
      return { ALPNProtocols: ['http/1.1', 'http/1.0'] };
    case 'HTTP2Only':
      return { ALPNProtocols: ['h2'] };
    case 'HTTP2Optional':
      return { ALPNProtocols: ['http/1.1', 'http/1.0', 'h2'] };
    case 'HTTP2Preferred':
      return { ALPNProtocols: ['h2', 'http/1.1', 'http/1.0'] };
    default:
      return {};
  }
}

function contextOf({ certificate, privateKey }: Certificate): SecureContext {
  return createSecureContext({ cert: certificate, key: privateKey });
}

function isFor({ certificate }: Certificate, name: string): boolean {
  return new X509Certificate(certificate).checkHost(name) !== undefined;
}
