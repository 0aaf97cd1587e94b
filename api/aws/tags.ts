import { TAG } from '../../domain/tags.ts';

export type Tags = Readonly<Record<string, string>>;

/** Tags as most of AWS's services spell them. */
export function toTags(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries((list ?? []).flatMap(({ Key, Value }) => (Key ? [[Key, Value ?? '']] : [])));
}

/** What all tags of ours begin with. */
const vocabulary = TAG.managedBy.slice(0, TAG.managedBy.indexOf(':') + 1);

/**
 * Whether a resource carries exactly these tags of ours. Others' tags beside them do not matter; a further one of ours does: it makes
 * the resource another stack's (`Name=tray-acme-s3` is the network's gateway endpoint and the endpoint of a connection `acme-s3`).
 */
export function carries(actual: Tags, expected: Tags): boolean {
  return (
    Object.entries(expected).every(([key, value]) => actual[key] === value) &&
    Object.keys(actual).every((key) => !key.startsWith(vocabulary) || Object.hasOwn(expected, key))
  );
}
