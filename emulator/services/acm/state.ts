import { Collection } from '../../core/state.ts';

/** An imported certificate. */
export interface AcmCertificate {
  readonly arn: string;
  /** PEM, the three of them; the chain leads to the root and may be absent. */
  certificate: string;
  chain: string | undefined;
  privateKey: string;
  importedAt: Date;
  readonly createdAt: Date;
  tags: Readonly<Record<string, string>>;
}

export const acmCertificates = new Collection<AcmCertificate>('acm', 'certificate');
