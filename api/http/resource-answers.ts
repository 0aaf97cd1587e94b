import type { IncomingHttpHeaders } from 'node:http';
import { etag, isKnown } from './conditions.ts';

interface Versioned {
  readonly version: number;
}

/** A resource as it is now, with its entity tag. */
export function answerWith<Status extends number, Row extends Versioned, View>(
  status: Status,
  row: Row,
  view: (row: Row) => View,
): { status: Status; body: View; headers: { etag: string } } {
  return { status, body: view(row), headers: { etag: etag(row) } };
}

/** A resource that is new, with the address where it is found. */
export function answerCreated<Row extends Versioned, View>(
  row: Row,
  view: (row: Row) => View,
  location: string,
): { status: 201; body: View; headers: { etag: string; location: string } } {
  return { status: 201, body: view(row), headers: { etag: etag(row), location } };
}

/** A resource that was asked for: without a body where the caller has this version already. */
export function answerRead<Row extends Versioned, View>(
  headers: IncomingHttpHeaders,
  row: Row,
  view: (row: Row) => View,
):
  | { status: 200; body: View; headers: { etag: string } }
  | { status: 304; body: undefined; headers: { etag: string } } {
  if (isKnown(headers, row)) return { status: 304, body: undefined, headers: { etag: etag(row) } };
  return answerWith(200, row, view);
}
