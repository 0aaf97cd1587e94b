import { parseAllowedPrincipal } from '../../domain/account.ts';
import { parseReservedDomain } from '../../domain/hostname-claim.ts';
import { isPartition, type Partition, partitions } from '../../domain/partition.ts';
import { getRegion } from '../../domain/regions.ts';

/** A setting that cannot be meant. The message says what is wrong and what to write instead. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Turns the text of a variable into its value. @throws SettingsError, or the DomainError of the rule that it breaks. */
export type Parser<T> = (text: string) => T;

export const asText: Parser<string> = (text) => text;

export function wholeNumber(least: number, most: number): Parser<number> {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new SettingsError(`"${text}" is not a whole number from ${least} to ${most}`);
  };
}

export function anyNumber(least: number, most: number): Parser<number> {
  return (text) => {
    const value = Number(text);
    if (Number.isFinite(value) && value >= least && value <= most) return value;
    throw new SettingsError(`"${text}" is not a number from ${least} to ${most}`);
  };
}

export function oneOf(values: readonly string[]): Parser<string> {
  return (text) => {
    if (values.includes(text)) return text;
    throw new SettingsError(`"${text}" is not one of ${values.join(', ')}`);
  };
}

export const yesOrNo: Parser<boolean> = (text) => oneOf(['true', 'false'])(text) === 'true';

export const partition: Parser<Partition> = (text) => {
  if (isPartition(text)) return text;
  throw new SettingsError(`"${text}" is not one of ${partitions.join(', ')}`);
};

export const regions: Parser<readonly string[]> = (text) => {
  const codes = list(text);
  if (codes.length === 0) throw new SettingsError('name at least one region');
  for (const code of codes) getRegion(code);
  return [...new Set(codes)];
};

export const reservedDomains: Parser<readonly string[]> = (text) => [
  ...new Set(list(text).map(parseReservedDomain)),
];

export const postgresUrl: Parser<string> = (text) => {
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new SettingsError('use postgres://user:password@host:5432/database');
};

export const httpUrl: Parser<URL> = (text) => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new SettingsError(`"${text}" is not an http(s) URL`);
};

export const webhookSecret: Parser<string> = (text) => {
  if (/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(text)) return text;
  throw new SettingsError('use "whsec_" and at least 24 random bytes in base64');
};

export const roleArn: Parser<string> = (text) => {
  const principal = parseAllowedPrincipal(text);
  if (principal.type === 'role') return principal.arn;
  throw new SettingsError(`"${text}" is not the ARN of a role`);
};

export const principals: Parser<readonly string[]> = (text) =>
  list(text).map((arn) => parseAllowedPrincipal(arn).arn);

export const userName: Parser<string> = (text) => {
  if (/^[a-z_][a-z0-9_-]{0,31}$/i.test(text)) return text;
  throw new SettingsError(`"${text}" is not the name of a user`);
};

/** SNS topics by their regions. */
export const topics: Parser<Readonly<Record<string, string>>> = (text) =>
  Object.fromEntries(
    list(text).map((arn) => {
      const region = /^arn:[\w-]+:sns:([a-z0-9-]+):\d{12}:[\w-]+$/.exec(arn)?.[1];
      if (region === undefined) throw new SettingsError(`"${arn}" is not the ARN of an SNS topic`);
      return [region, arn];
    }),
  );

function list(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
