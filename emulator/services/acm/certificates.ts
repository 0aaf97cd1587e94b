import { X509Certificate } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import { pager } from '../../core/pager.ts';
import type { Action, Call } from '../../core/service.ts';
import { listeners } from '../elbv2/state.ts';
import { certificateOf, onCertificate } from './lookup.ts';
import { type AcmCertificate, acmCertificates } from './state.ts';

const page = pager({
  token: 'NextToken',
  size: (input) => input.integer('MaxItems', { min: 1, max: 1000 }) ?? 100,
  invalidToken: () => new AwsError('ValidationException', 'The next token is not valid.'),
});

export const describeCertificate: Action = {
  handle: (call) => ({ Certificate: describe(call, certificateOf(call)) }),
  resources: onCertificate,
};

export const listCertificates: Action = {
  handle: (call) => {
    const wanted = call.input.strings('CertificateStatuses');
    const found = call
      .table(acmCertificates)
      .visible()
      .filter((item) => wanted.length === 0 || wanted.includes(statusOf(call, item)));
    const { items, next } = page(call.input, found, ({ arn }) => arn);
    return {
      CertificateSummaryList: items.map((item) => {
        const { CertificateArn, DomainName, Status, Type, NotBefore, NotAfter, CreatedAt, ImportedAt } =
          describe(call, item);
        return { CertificateArn, DomainName, Status, Type, NotBefore, NotAfter, CreatedAt, ImportedAt };
      }),
      NextToken: next,
    };
  },
};

export const getCertificate: Action = {
  handle: (call) => {
    const { certificate, chain } = certificateOf(call);
    return { Certificate: certificate, CertificateChain: chain };
  },
  resources: onCertificate,
};

export const deleteCertificate: Action = {
  handle: (call) => {
    const { arn } = certificateOf(call);
    if (usersOf(call, arn).length > 0) {
      throw new AwsError(
        'ResourceInUseException',
        `Certificate ${arn} in account ${call.accountId} is in use.`,
      );
    }
    call.table(acmCertificates).delete(arn);
    return {};
  },
  resources: onCertificate,
};

/** The load balancers whose listeners name the certificate. */
function usersOf(call: Call, arn: string): string[] {
  const using = call.table(listeners).filter((listener) => listener.certificateArns.includes(arn));
  return [...new Set(using.map(({ loadBalancerArn }) => loadBalancerArn))];
}

function statusOf(call: Call, { certificate }: AcmCertificate): string {
  return new Date(new X509Certificate(certificate).validTo) < call.now() ? 'EXPIRED' : 'ISSUED';
}

function describe(call: Call, item: AcmCertificate): Output {
  const parsed = new X509Certificate(item.certificate);
  const names = [...(parsed.subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name);
  const domain = /^CN=(.+)$/m.exec(parsed.subject)?.[1] ?? names[0];
  const { asymmetricKeyType, asymmetricKeyDetails } = parsed.publicKey;
  return {
    CertificateArn: item.arn,
    DomainName: domain,
    SubjectAlternativeNames: names.length > 0 ? names : [domain],
    Serial: (parsed.serialNumber.match(/../g) ?? []).join(':').toLowerCase(),
    Subject: parsed.subject.replaceAll('\n', ','),
    Issuer: /^O=(.+)$/m.exec(parsed.issuer)?.[1] ?? parsed.issuer.replaceAll('\n', ','),
    CreatedAt: item.createdAt,
    ImportedAt: item.importedAt,
    Status: statusOf(call, item),
    NotBefore: new Date(parsed.validFrom),
    NotAfter: new Date(parsed.validTo),
    KeyAlgorithm:
      asymmetricKeyType === 'rsa'
        ? `RSA_${asymmetricKeyDetails?.modulusLength}`
        : `EC_${asymmetricKeyDetails?.namedCurve}`,
    InUseBy: usersOf(call, item.arn),
    Type: 'IMPORTED',
    RenewalEligibility: 'INELIGIBLE',
    Options: { CertificateTransparencyLoggingPreference: 'DISABLED' },
  };
}
