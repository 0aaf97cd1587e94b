/**
 * What a handler answers, in wire names. Absent (`undefined`) fields are left out. Dates become ISO 8601 in XML and
 * epoch seconds in JSON. Lists become whatever the protocol makes of them: `<item>` in EC2, `<member>` in the query
 * protocol, repeated elements in REST-XML, arrays in JSON.
 */
export type Output = { readonly [name: string]: OutputValue };

export type OutputValue =
  | string
  | number
  | boolean
  | Date
  | null
  | undefined
  | Output
  | Repeated
  | readonly OutputValue[];

/** A list that the query protocols write as repeated elements without a wrapper (AWS's models say `flattened`). */
export class Repeated {
  readonly items: readonly OutputValue[];

  constructor(items: readonly OutputValue[]) {
    this.items = items;
  }
}

/** A map in the query protocol: `<entry><key/><value/></entry>`. */
export function queryMap(entries: Iterable<readonly [string, string]>): Output {
  return { entry: new Repeated([...entries].map(([key, value]) => ({ key, value }))) };
}
