import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { Action, Call } from '../../core/service.ts';
import { certificateOf, onCertificate } from './lookup.ts';
import { acmCertificates } from './state.ts';
import { readTags } from './tags.ts';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** A certificate that is over or not yet valid is taken as well, as ACM takes it: a listener then serves it as it is. */
export const importCertificate: Action = {
  handle: (call) => {
    const certificate = readPem(call, 'Certificate');
    const privateKey = readPem(call, 'PrivateKey');
    const chain = call.input.has('CertificateChain') ? readPem(call, 'CertificateChain') : undefined;
    if (certificate.match(PEM)?.length !== 1) {
      throw invalid(
        'The certificate field contains more than one certificate. You can specify only one certificate in this field.',
      );
    }
    const parsed = parseCertificate(certificate, 'The certificate is not in the valid PEM format.');
    if (!parsed.checkPrivateKey(parseKey(privateKey))) {
      throw invalid('The private key does not match the public key of the certificate.');
    }
    checkChain(parsed, chain);
    const table = call.table(acmCertificates);
    if (call.input.has('CertificateArn')) {
      if (call.input.has('Tags'))
        throw invalid('You cannot specify tags when you are re-importing a certificate.');
      const item = certificateOf(call);
      Object.assign(item, { certificate, chain, privateKey, importedAt: call.now() });
      return { CertificateArn: item.arn };
    }
    const hex = call.world.ids.hex('acm-certificate', 32);
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
      '-',
    );
    const arn = call.arn('acm', `certificate/${id}`);
    const now = call.now();
    table.put(arn, {
      arn,
      certificate,
      chain,
      privateKey,
      importedAt: now,
      createdAt: now,
      tags: readTags(call.input),
    });
    return { CertificateArn: arn };
  },
  resources: onCertificate,
};

/** Blobs are base64 in JSON. */
function readPem(call: Call, name: string): string {
  return Buffer.from(call.input.requiredString(name), 'base64').toString('utf8');
}

function checkChain(certificate: X509Certificate, chain: string | undefined): void {
  if (chain === undefined) return;
  const links = (chain.match(PEM) ?? []).map((pem) =>
    parseCertificate(pem, 'The certificate chain is not in the valid PEM format.'),
  );
  const [issuer] = links;
  if (issuer === undefined) throw invalid('The certificate chain is not in the valid PEM format.');
  if (!certificate.checkIssued(issuer)) {
    throw invalid(
      'Provided certificate is not a valid self signed. Please provide either a valid self-signed certificate or certificate chain.',
    );
  }
}

function parseCertificate(pem: string, otherwise: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw invalid(otherwise);
  }
}

function parseKey(pem: string): KeyObject {
  if (pem.includes('ENCRYPTED')) throw invalid('The private key is encrypted; give it without a passphrase.');
  try {
    return createPrivateKey(pem);
  } catch {
    throw invalid('The private key is not in the valid PEM format.');
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
