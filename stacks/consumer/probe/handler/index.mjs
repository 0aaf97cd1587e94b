/**
 * The probe of a network: tries connections from inside the VPC and says what became of them. A Lambda function by itself, without a
 * dependency and without a call to AWS.
 *
 * It is no scanner: it takes names and no addresses, few of them, dials nothing outside of the block of its own VPC, sends nothing but a
 * TLS greeting, and is over in less than a minute.
 *
 * NETWORK_CIDR  `100.64.0.0/24`, the block of the VPC
 */
import dns from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';

export const limits = {
  hosts: 12,
  portsPerHost: 50,
  /** Dials at the same time; a function has 1,024 file descriptors. */
  concurrency: 48,
  addressesPerHost: 8,
  dnsMs: 4_000,
  connectMs: 3_000,
  tlsMs: 4_000,
  /** How long an open connection is listened to: whether the service speaks, or hangs up. */
  listenMs: 300,
  /** For everything together. What has not been tried by then is left out. */
  totalMs: 48_000,
};

/** @returns `{ version: 1, results: [...] }`, or `{ version: 1, refused: 'why' }` for an order that it does not take. */
export async function handler(order) {
  const refused = refusal(order);
  if (refused !== undefined) return { version: 1, refused };
  const cidr = process.env.NETWORK_CIDR ?? '';
  const within = blockOf(cidr);
  if (within === undefined) return { version: 1, refused: 'NETWORK_CIDR is not the block of a VPC' };
  const deadline = Date.now() + limits.totalMs;
  const names = new Map(
    await Promise.all(order.targets.map(async ({ host }) => [host, await resolve(host, within)])),
  );
  const tasks = order.targets.flatMap(({ host, ports }) => ports.map((port) => ({ host, ...port })));
  const results = await pooled(tasks, limits.concurrency, (task) =>
    tryPort(task, names.get(task.host), deadline),
  );
  return { version: 1, results };
}

/** Exactly the documented shape, and nothing beside it. */
export function refusal(order) {
  if (!isPlain(order, ['version', 'targets']) || order.version !== 1)
    return 'the order is not one of version 1';
  const { targets } = order;
  if (!Array.isArray(targets) || targets.length === 0 || targets.length > limits.hosts)
    return `targets must be 1 to ${limits.hosts}`;
  for (const target of targets) {
    if (!isPlain(target, ['host', 'ports'])) return 'a target has a host and ports';
    if (!isName(target.host)) return 'a host is a name, and no address';
    if (
      !Array.isArray(target.ports) ||
      target.ports.length === 0 ||
      target.ports.length > limits.portsPerHost
    )
      return `ports must be 1 to ${limits.portsPerHost}`;
    for (const port of target.ports) {
      if (!isPlain(port, ['port', 'tls', 'serverName'])) return 'a port has port, tls and serverName';
      if (!Number.isInteger(port.port) || port.port < 1 || port.port > 65_535) return 'a port is 1 to 65535';
      if (typeof port.tls !== 'boolean') return 'tls is true or false';
      if (port.serverName !== undefined && !isName(port.serverName)) return 'serverName is a name';
    }
  }
  return undefined;
}

function isPlain(value, keys) {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).every((key) => keys.includes(key))
  );
}

/** A name with a dot, of letters, digits and hyphens, whose last label is no number: no address in any spelling. */
function isName(text) {
  return (
    typeof text === 'string' &&
    text.length <= 253 &&
    net.isIP(text) === 0 &&
    /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(text)
  );
}

function blockOf(cidr) {
  const [, address, prefix] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr) ?? [];
  // A block that wide is no VPC's, loopback apart.
  if (address === undefined || net.isIPv4(address) === false || Number(prefix) < 8 || Number(prefix) > 32)
    return undefined;
  const block = new net.BlockList();
  block.addSubnet(address, Number(prefix), 'ipv4');
  return (candidate) => net.isIPv4(candidate) && block.check(candidate, 'ipv4');
}

async function resolve(host, within) {
  const began = performance.now();
  const fact = (outcome, addresses) => ({
    outcome,
    ...(addresses === undefined ? {} : { addresses: addresses.slice(0, limits.addressesPerHost) }),
    milliseconds: since(began),
  });
  try {
    const found = await inTime(limits.dnsMs, lookup(host));
    const addresses = [...new Set(found.map(({ address }) => address))];
    const inside = addresses.filter(within);
    if (inside.length === 0) return fact('outside', addresses);
    return fact(inside.length === addresses.length ? 'resolved' : 'outside', addresses);
  } catch (error) {
    if (error?.code === 'ENOTFOUND' || error?.code === 'ENODATA') return fact('not_found');
    return fact(error === late ? 'timeout' : 'failed');
  }
}

/** The resolver of the VPC, as every client in it asks. */
function lookup(host) {
  return new Promise((done, fail) => {
    dns.lookup(host, { all: true, family: 4 }, (error, addresses) => (error ? fail(error) : done(addresses)));
  });
}

async function tryPort({ host, port, tls: speaksTls, serverName }, name, deadline) {
  const result = { host, port, dns: name };
  // Only a name all of whose addresses are inside: nothing else is dialled, ever.
  if (name.outcome !== 'resolved' || Date.now() > deadline) return result;
  const began = performance.now();
  let socket;
  try {
    socket = await firstOpen(name.addresses, port);
  } catch (error) {
    return { ...result, tcp: { outcome: tcpOutcome(error), milliseconds: since(began) } };
  }
  const milliseconds = since(began);
  try {
    if (!speaksTls)
      return { ...result, tcp: { outcome: 'connected', peer: await listen(socket), milliseconds } };
    const seen = await shakeHands(socket, serverName ?? host);
    return { ...result, tcp: { outcome: 'connected', milliseconds }, tls: seen };
  } finally {
    socket.destroy();
  }
}

/** As a client does that tries every address of a name: the first that answers. */
async function firstOpen(addresses, port) {
  const attempts = addresses.map((address) => open(address, port));
  try {
    const socket = await Promise.any(attempts.map(({ opened }) => opened));
    for (const attempt of attempts) if (attempt.socket !== socket) attempt.socket.destroy();
    return socket;
  } catch (error) {
    // A refusal says more than silence.
    const { errors = [error] } = error;
    throw errors.find((one) => one !== late) ?? late;
  }
}

function open(host, port) {
  const socket = net.connect({ host, port });
  // After it has been told once, nobody asks any more.
  socket.on('error', () => {});
  const opened = new Promise((done, fail) => {
    const timer = setTimeout(() => {
      socket.destroy();
      fail(late);
    }, limits.connectMs);
    const over = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    socket.once(
      'connect',
      over(() => done(socket)),
    );
    socket.once('error', over(fail));
    socket.once(
      'close',
      over(() => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))),
    );
  });
  return { socket, opened };
}

function tcpOutcome(error) {
  if (error === late || error?.code === 'ETIMEDOUT') return 'timeout';
  if (error?.code === 'ECONNREFUSED') return 'refused';
  if (error?.code === 'ECONNRESET' || error?.code === 'EPIPE') return 'reset';
  return 'failed';
}

/** What the service does for a moment: databases of some kinds greet first, most wait. */
function listen(socket) {
  return new Promise((done) => {
    const timer = setTimeout(() => done('silent'), limits.listenMs);
    const over = (peer) => () => {
      clearTimeout(timer);
      done(peer);
    };
    socket.once('data', over('spoke'));
    socket.once('end', over('closed'));
    socket.once('close', over('closed'));
    socket.resume();
  });
}

/**
 * A TLS handshake that takes whatever comes, so that it can be described: old versions and certificates that nobody trusts as well.
 * Nothing is sent over it.
 */
function shakeHands(socket, serverName) {
  const began = performance.now();
  return new Promise((done) => {
    const secure = tls.connect({
      socket,
      servername: serverName,
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const end = (fact) => {
      clearTimeout(timer);
      done({ ...fact, milliseconds: since(began) });
      secure.destroy();
    };
    const timer = setTimeout(() => end({ outcome: 'silent' }), limits.tlsMs);
    secure.once('secureConnect', () => end({ outcome: 'established', ...describe(secure, serverName) }));
    secure.on('error', (error) => end({ outcome: tlsOutcome(error) }));
    secure.once('close', () => end({ outcome: 'closed' }));
    socket.once('close', () => end({ outcome: 'closed' }));
  });
}

function tlsOutcome(error) {
  const code = error?.code ?? '';
  if (code === 'ECONNRESET') return /before secure TLS connection/.test(error.message) ? 'closed' : 'reset';
  if (code === 'EPIPE') return 'closed';
  if (/ALERT|HANDSHAKE_FAILURE|UNSUPPORTED_PROTOCOL|NO_CIPHERS?|NO_PROTOCOLS/i.test(code)) return 'refused';
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|RECORD|EPROTO|UNEXPECTED_MESSAGE/i.test(code))
    return 'not_tls';
  return 'closed';
}

function describe(secure, serverName) {
  const certificate = secure.getPeerCertificate();
  const names = namesOf(certificate);
  return {
    protocol: secure.getProtocol() ?? undefined,
    names: names.slice(0, 20),
    // Wildcards stand for one label, as clients have it.
    nameMatches: tls.checkServerIdentity(serverName, certificate) === undefined,
    trusted: secure.authorized || isAboutNameOrTime(secure.authorizationError),
    ...instant('notBefore', certificate.valid_from),
    ...instant('notAfter', certificate.valid_to),
    ...(certificate.issuer === undefined ? {} : { issuer: issuerOf(certificate.issuer) }),
  };
}

/** The verdict on the chain alone: the rest is told apart by itself. */
function isAboutNameOrTime(error) {
  const code = error?.code ?? String(error);
  return ['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'].includes(code);
}

function namesOf({ subjectaltname = '', subject = {} }) {
  const names = [...subjectaltname.matchAll(/DNS:([^,\s]+)/g)].map(([, name]) => name);
  if (names.length > 0) return names;
  const common = subject.CN;
  return typeof common === 'string' ? [common.slice(0, 253)] : [];
}

function issuerOf({ O: organization, CN: common }) {
  return [organization, common]
    .filter((text) => typeof text === 'string')
    .join(', ')
    .slice(0, 200);
}

function instant(key, text) {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? {} : { [key]: new Date(at).toISOString() };
}

const late = new Error('not in time');

function inTime(milliseconds, promise) {
  let timer;
  const limit = new Promise((_, fail) => {
    timer = setTimeout(() => fail(late), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

async function pooled(tasks, width, work) {
  const results = new Array(tasks.length);
  let next = 0;
  const hand = async () => {
    while (next < tasks.length) {
      const index = next;
      next += 1;
      results[index] = await work(tasks[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, tasks.length) }, hand));
  return results;
}

function since(began) {
  return Math.round(performance.now() - began);
}
