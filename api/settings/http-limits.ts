/** What one process grants to sockets, before anything is known about who holds them. */
export interface HttpLimits {
  /** Sockets of the process. */
  readonly sockets: number;
  /** Sockets of one peer address (an IPv6 peer is its /64). */
  readonly socketsPerAddress: number;
  /** Requests of one socket that are not answered completely. */
  readonly requestsInFlight: number;
  /** Requests of one socket before it is closed, so that none lives for ever. */
  readonly requestsPerSocket: number;
  /** Until the headers are complete. */
  readonly headersSeconds: number;
  /** Until the body is complete. */
  readonly requestSeconds: number;
  /** Between two requests. */
  readonly keepAliveSeconds: number;
  /** Until an answer that is ready has been taken. */
  readonly writeSeconds: number;
  /** Of one address, without a token: documents, health, and what does not exist. Each counts for itself. */
  readonly publicRequestsPerMinute: number;
}

export const defaultHttpLimits: HttpLimits = {
  sockets: 4_096,
  socketsPerAddress: 2_048,
  requestsInFlight: 16,
  requestsPerSocket: 10_000,
  headersSeconds: 15,
  requestSeconds: 30,
  // Longer than the idle time of common load balancers, so that they close connections first.
  keepAliveSeconds: 72,
  writeSeconds: 60,
  publicRequestsPerMinute: 600,
};

/** Bytes of a body. */
export const bodyLimit = 65_536;
/** Bytes of all headers, the request line among them. */
export const headerLimit = 16_384;
/** Characters of path and query. https://www.rfc-editor.org/rfc/rfc9110#section-4.1-5 asks for 8,000 at least. */
export const urlLimit = 8_192;
/** Headers of one request. Node would drop those beyond its own limit without a word. */
export const headerCountLimit = 100;
