/**
 * `node --import …/preload.mjs program.js`: a program that knows no proxy stands at an interface of a VPC. Its connections go through
 * the SOCKS entrance, loopback addresses and local sockets apart.
 *
 * VPC_SOCKS     `127.0.0.1:1080`, the entrance
 * VPC_IDENTITY  the network interface, or a name that the control API gave it
 * VPC_CONTROL   `http://127.0.0.1:4566`, the emulator: for `dns.lookup`
 */
import dns from 'node:dns';
import { get } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';

const { VPC_SOCKS = '', VPC_IDENTITY = '', VPC_CONTROL = '' } = process.env;
const entrance = /^(.+):(\d+)$/.exec(VPC_SOCKS);
if (entrance === null || VPC_IDENTITY === '') {
  throw new Error('preload.mjs needs VPC_SOCKS (host:port) and VPC_IDENTITY');
}
const [, proxyHost, proxyPort] = entrance;
const connectDirectly = net.Socket.prototype.connect;
const connectTls = tls.connect;
const lookUpDirectly = dns.lookup;
// What Node's own writes are made of: the socket's stream is not open yet while the handshake runs.
const { WriteWrap } = createRequire(import.meta.url)('node:process').binding('stream_wrap');

function isLocal(host) {
  return host === undefined || host === 'localhost' || host === '::1' || /^127\./.test(host);
}

net.Socket.prototype.connect = function connect(...args) {
  const [options, callback] = readArguments(args);
  if (options.path !== undefined || isLocal(options.host)) return connectDirectly.apply(this, args);
  if (callback !== undefined) this.once('connect', callback);
  return throughEntrance(this, String(options.host), Number(options.port), options);
};

/** As `net` reads them: an options object, a path, or port and host, each with a callback; or all that in one array. */
function readArguments(args) {
  if (Array.isArray(args[0])) return [args[0][0], args[0][1] ?? undefined];
  const callback = args.findLast((argument) => typeof argument === 'function');
  const [first, second] = args;
  if (typeof first === 'object' && first !== null) return [first, callback];
  if (typeof first === 'string' && Number.isNaN(Number(first))) return [{ path: first }, callback];
  return [{ port: first, host: typeof second === 'string' ? second : undefined }, callback];
}

/** `connect` is held back until the entrance says that the way is open; bytes before that are the handshake's. */
function throughEntrance(socket, host, port, options) {
  const { emit } = socket;
  const restore = () => {
    delete socket.emit;
    delete socket.push;
  };
  socket.emit = (event, ...rest) => {
    if (event === 'close' || event === 'error') restore();
    if (event === 'ready' || event === 'lookup' || event === 'connectionAttempt') return false;
    if (event !== 'connect') return emit.call(socket, event, ...rest);
    shakeHands(socket, host, port, (leftover) => {
      restore();
      socket.connecting = false;
      socket.emit('connect');
      socket.emit('ready');
      if (leftover.length > 0) socket.push(leftover);
      if (!socket.isPaused()) socket.read(0);
    });
    return true;
  };
  return connectDirectly.call(socket, {
    ...options,
    host: proxyHost,
    port: Number(proxyPort),
    lookup: undefined,
    localAddress: undefined,
  });
}

function shakeHands(socket, host, port, done) {
  const name = Buffer.from(VPC_IDENTITY);
  const target = Buffer.from(host);
  const hello = Buffer.from([5, 1, 2, 1, name.length, ...name, 0]);
  const request = Buffer.from([5, 1, 0, 3, target.length, ...target, port >>> 8, port & 255]);
  let bytes = Buffer.alloc(0);
  let asked = false;
  // Writes of the program wait for `connect` as long as this says so.
  socket.connecting = true;
  const fail = (code, message) => {
    const error = Object.assign(new Error(`${message} ${host}:${port}`), {
      code,
      syscall: code === 'ENOTFOUND' ? 'getaddrinfo' : 'connect',
      hostname: host,
      port,
    });
    socket.destroy(error);
  };
  socket.push = (chunk) => {
    if (chunk === null) {
      fail('ECONNREFUSED', 'connect ECONNREFUSED');
      return true;
    }
    bytes = Buffer.concat([bytes, chunk]);
    if (!asked && bytes.length >= 4) {
      if (bytes[3] !== 0) fail('EACCES', `the emulator knows no interface ${VPC_IDENTITY}; connecting to`);
      asked = true;
      writeRaw(socket, request);
    }
    if (bytes.length >= 14) {
      if (bytes[5] === 0) done(bytes.subarray(14));
      else fail('ENOTFOUND', 'getaddrinfo ENOTFOUND');
    }
    return true;
  };
  const handle = socket._handle;
  handle.reading = true;
  handle.readStart();
  writeRaw(socket, hello);
}

function writeRaw(socket, bytes) {
  const write = new WriteWrap();
  write.oncomplete = () => {};
  write.buffer = bytes;
  socket._handle.writeBuffer(write, bytes);
}

tls.connect = function connect(...args) {
  const first = args[0];
  const options =
    typeof first === 'object' && first !== null
      ? first
      : {
          ...args.find((argument) => typeof argument === 'object' && argument !== null),
          port: first,
          host: typeof args[1] === 'string' ? args[1] : undefined,
        };
  if (options.socket !== undefined || options.path !== undefined || isLocal(options.host)) {
    return connectTls.apply(this, args);
  }
  const callback = args.findLast((argument) => typeof argument === 'function');
  const servername = options.servername ?? (net.isIP(options.host) === 0 ? options.host : undefined);
  const socket = wrap(net.connect({ host: options.host, port: options.port }));
  return connectTls({ ...options, socket, ...(servername === undefined ? {} : { servername }) }, callback);
};

/** TLS would take a socket's handle before the way is open; of a stream it takes only what the stream gives. */
function wrap(socket) {
  const stream = new Duplex({
    read: () => socket.resume(),
    write: (chunk, encoding, callback) => socket.write(chunk, encoding, callback),
    final: (callback) => socket.end(callback),
    destroy: (error, callback) => {
      socket.destroy();
      callback(error);
    },
  });
  socket.on('data', (chunk) => {
    if (!stream.push(chunk)) socket.pause();
  });
  socket.on('end', () => stream.push(null));
  socket.on('error', (error) => stream.destroy(error));
  socket.on('close', () => stream.destroy());
  return stream;
}

dns.lookup = function lookup(host, options, callback) {
  const done = callback ?? options;
  const wanted = typeof options === 'object' && options !== null ? options : {};
  if (isLocal(host) || net.isIP(host) !== 0 || VPC_CONTROL === '')
    return lookUpDirectly.call(dns, host, options, callback);
  const query = new URLSearchParams({ from: VPC_IDENTITY, host });
  get(`${VPC_CONTROL}/_emulator/data-plane/names?${query}`, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk) => {
      text += chunk;
    });
    response.on('end', () => {
      const { addresses = [] } = JSON.parse(text);
      if (addresses.length === 0) {
        const error = new Error(`getaddrinfo ENOTFOUND ${host}`);
        return done(Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host }));
      }
      if (wanted.all)
        return done(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      return done(null, addresses[0], 4);
    });
  }).on('error', done);
};

dns.promises.lookup = (host, options = {}) =>
  new Promise((resolve, reject) => {
    dns.lookup(host, options, (error, address, family) => {
      if (error) reject(error);
      else resolve(options.all ? address : { address, family });
    });
  });

syncBuiltinESMExports();
