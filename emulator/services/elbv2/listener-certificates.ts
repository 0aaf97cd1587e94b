/** Certificates of TLS and HTTPS listeners: the default one, and those for other server names. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { Action, Call } from '../../core/service.ts';
import { listenerOf, namedResource } from './lookup.ts';
import { page } from './paging.ts';
import type { Listener } from './state.ts';

/** Per load balancer, default certificates not counted. */
const MAX_CERTIFICATES = 25;
const CERTIFICATE =
  /^arn:[\w-]+:(?:acm:([\w-]+):\d{12}:certificate\/[\w-]+|iam::\d{12}:server-certificate\/.+)$/;

export const describeListenerCertificates: Action = {
  handle: (call) => {
    const certificates = listenerOf(call).certificateArns.map((arn, index) => ({
      arn,
      isDefault: index === 0,
    }));
    const { items, next } = page(call.input, certificates, ({ arn }) => arn);
    return {
      Certificates: items.map(({ arn, isDefault }) => ({ CertificateArn: arn, IsDefault: isDefault })),
      NextMarker: next,
    };
  },
  resources: namedResource,
};

export const addListenerCertificates: Action = {
  handle: (call) => {
    const listener = secureListener(call);
    const added = readCertificates(call).filter((arn) => !listener.certificateArns.includes(arn));
    if (listener.certificateArns.length - 1 + added.length > MAX_CERTIFICATES) {
      throw new AwsError('TooManyCertificates', 'The maximum number of certificates has been reached');
    }
    listener.certificateArns = [...listener.certificateArns, ...added];
    return { Certificates: added.map((CertificateArn) => ({ CertificateArn, IsDefault: false })) };
  },
  resources: namedResource,
};

export const removeListenerCertificates: Action = {
  handle: (call) => {
    const listener = secureListener(call);
    const removed = readCertificates(call);
    const [first, ...others] = listener.certificateArns;
    if (first !== undefined && removed.includes(first)) {
      throw new AwsError(
        'OperationNotPermitted',
        'The default certificate cannot be removed; replace it with ModifyListener',
      );
    }
    listener.certificateArns = [
      ...(first === undefined ? [] : [first]),
      ...others.filter((arn) => !removed.includes(arn)),
    ];
    return {};
  },
  resources: namedResource,
};

/** `Certificates` of a request. Certificates themselves live outside of this emulator: an ARN must only be a possible one. */
export function readCertificates(call: Call): string[] {
  return call.input.structs('Certificates').map((certificate: Input) => {
    const arn = certificate.requiredString('CertificateArn');
    const found = CERTIFICATE.exec(arn);
    if (found === null) throw new AwsError('ValidationError', `Certificate ARN '${arn}' is not valid`);
    if (found[1] !== undefined && found[1] !== call.region) {
      throw new AwsError('CertificateNotFound', `Certificate '${arn}' not found`);
    }
    return arn;
  });
}

export function isSecure(protocol: string): boolean {
  return protocol === 'TLS' || protocol === 'HTTPS';
}

function secureListener(call: Call): Listener {
  const listener = listenerOf(call);
  if (isSecure(listener.protocol)) return listener;
  throw new AwsError(
    'InvalidConfigurationRequest',
    `You cannot specify certificates for listeners with the protocol '${listener.protocol}'`,
  );
}
