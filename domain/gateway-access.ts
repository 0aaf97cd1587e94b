import { parseAccountId } from './account.ts';
import { DomainError } from './errors.ts';
import { parseBucketName } from './identifiers.ts';

/** What the users of a bucket or table may do. */
export type Access = 'read' | 'read-write';

/**
 * Whose keys work. `tray-only`: those of Tray's account, so that keys of somebody else's cannot carry data out of the network.
 * `any`: whatever the bucket's or table's own policy admits, a customer's own keys and presigned URLs of other accounts included.
 * A list of accounts: those, besides Tray's.
 */
export type Principals = 'tray-only' | 'any' | readonly string[];

/** A bucket that connectors may use. */
export interface BucketAccess {
  readonly name: string;
  /** @default 'read-write' */
  readonly access?: Access;
  /** @default 'tray-only' */
  readonly principals?: Principals;
}

/** A table that connectors may use. */
export interface TableAccess {
  readonly name: string;
  /** Account that owns the table. @default Tray's */
  readonly account?: string;
  /** @default 'read-write' */
  readonly access?: Access;
  /** @default 'tray-only' */
  readonly principals?: Principals;
}

/** What connectors may reach through a network's gateway endpoints. */
export interface GatewayAllowLists {
  /** `{ buckets }`: buckets that connectors may use. @default no bucket; image layers of ECR stay reachable */
  readonly s3?: { readonly buckets: readonly (string | BucketAccess)[] };
  /** `{ tables }`: tables that connectors may use. @default no table */
  readonly dynamodb?: { readonly tables: readonly (string | TableAccess)[] };
}

/** @throws DomainError `invalid_table_name` */
export function parseTableName(text: string): string {
  if (/^[\w.-]{3,255}$/.test(text)) return text;
  throw new DomainError(
    'invalid_table_name',
    `"${text}" is not the name of a table`,
    'use 3–255 letters, digits, "_", "-", "."; wildcards are not taken',
  );
}

/** A broken rule of what a gateway may reach, with its place: `['s3', 'buckets', 0, 'name']`. */
export interface GatewayProblem {
  readonly path: readonly (string | number)[];
  readonly error: DomainError;
}

/** Every broken rule of the lists: names, and that each is listed once. */
export function findGatewayProblems({ s3, dynamodb }: GatewayAllowLists): GatewayProblem[] {
  return [
    ...findProblems(s3?.buckets ?? [], ['s3', 'buckets'], parseBucketName),
    ...findProblems<TableAccess>(dynamodb?.tables ?? [], ['dynamodb', 'tables'], parseTableName),
  ];
}

function findProblems<T extends BucketAccess & Pick<TableAccess, 'account'>>(
  list: readonly (string | T)[],
  at: readonly string[],
  parseName: (text: string) => string,
): GatewayProblem[] {
  const problems: GatewayProblem[] = [];
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const entry = typeof item === 'string' ? { name: item } : item;
    const guard = (path: readonly string[], rule: () => unknown) => {
      try {
        rule();
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        problems.push({ path: [...at, index, ...(typeof item === 'string' ? [] : path)], error });
      }
    };
    guard(['name'], () => parseName(entry.name));
    if ('account' in entry && entry.account !== undefined) {
      const { account } = entry;
      guard(['account'], () => parseAccountId(account));
    }
    const key = `${'account' in entry ? (entry.account ?? '') : ''}/${entry.name}`;
    guard(['name'], () => {
      if (seen.has(key))
        throw new DomainError('listed_twice', `"${entry.name}" is listed twice`, 'keep one of the two');
    });
    seen.add(key);
  }
  return problems;
}
