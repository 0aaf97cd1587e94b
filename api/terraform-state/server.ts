import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { DatabaseUnavailableError } from '../store/errors.ts';
import {
  LeaseLostError,
  type LockInfo,
  LockMismatchError,
  type StateAccess,
  type StateBackend,
} from './backend.ts';
import { InvalidStateError } from './document.ts';

/** A state of thousands of resources has a few megabytes. */
const bodyLimit = 64 * 1024 * 1024;
/** No stack can have this name. */
const emptyStack = '_empty';

interface Door {
  readonly access: StateAccess;
  readonly password: Buffer;
}

interface Answer {
  readonly status: number;
  readonly body?: Buffer | string | object;
}

/**
 * Terraform's `http` backend on loopback. Every run gets a user name and a password of its own, which end with the run.
 * Terraform knows them from its environment alone, so no file in a working directory holds them.
 */
export class StateServer {
  readonly #backend: StateBackend;
  readonly #logger: Logger;
  readonly #doors = new Map<string, Door>();
  readonly #server: Server;

  constructor(backend: StateBackend, logger: Logger) {
    this.#backend = backend;
    this.#logger = logger;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Lets a run in. @returns its environment. */
  open(access: StateAccess): Record<string, string> {
    const password = randomBytes(24).toString('base64url');
    this.#doors.set(access.runId, { access, password: digest(password) });
    const address = this.#address(access.stack);
    return {
      TF_HTTP_ADDRESS: address,
      TF_HTTP_LOCK_ADDRESS: address,
      TF_HTTP_UNLOCK_ADDRESS: address,
      TF_HTTP_USERNAME: access.runId,
      TF_HTTP_PASSWORD: password,
      // A short outage of the database is waited for: a run that cannot write its state has worked for nothing.
      TF_HTTP_RETRY_MAX: '8',
      TF_HTTP_RETRY_WAIT_MIN: '1',
      TF_HTTP_RETRY_WAIT_MAX: '5',
    };
  }

  /** The environment of an `init` that belongs to no stack: its state is empty. */
  empty(): Record<string, string> {
    return { TF_HTTP_ADDRESS: this.#address(emptyStack) };
  }

  shut(runId: string): void {
    this.#doors.delete(runId);
  }

  #address(stack: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${stack}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#answer(request);
    } catch (error) {
      answer = this.#failure(error);
    }
    const { status, body } = answer;
    const text =
      body === undefined || Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, {
      'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="terraform-state"' } : {}),
    });
    response.end(text);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    if (request.method === 'GET' && request.url === `/${emptyStack}`) return { status: 204 };
    const door = this.#doorFor(request);
    if (door === undefined) return { status: 401, body: 'No run with these credentials is in progress.' };
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const { access } = door;
    if (url.pathname !== `/${access.stack}`)
      return { status: 404, body: `This run may only work on ${access.stack}.` };
    switch (request.method) {
      case 'GET': {
        const state = await this.#backend.read(access);
        return state === undefined ? { status: 204 } : { status: 200, body: state };
      }
      case 'POST':
      case 'PUT': {
        const body = await readBody(request);
        const md5 = request.headers['content-md5'];
        if (md5 !== undefined && createHash('md5').update(body).digest('base64') !== md5)
          return { status: 400, body: 'Content-MD5 does not match the body.' };
        await this.#backend.write(access, body, url.searchParams.get('ID') ?? undefined);
        return { status: 200 };
      }
      case 'DELETE':
        await this.#backend.forget(access);
        return { status: 200 };
      case 'LOCK': {
        const held = await this.#backend.lock(access, await readLockInfo(request));
        return held === undefined ? { status: 200 } : { status: 423, body: held };
      }
      case 'UNLOCK': {
        const { ID } = await readLockInfo(request);
        return (await this.#backend.unlock(access, ID))
          ? { status: 200 }
          : { status: 409, body: 'The state is not locked with this id.' };
      }
      default:
        return { status: 405, body: 'GET, POST, DELETE, LOCK and UNLOCK are understood.' };
    }
  }

  #failure(error: unknown): Answer {
    if (error instanceof LeaseLostError) return { status: 409, body: `Refused: ${error.message}.` };
    if (error instanceof LockMismatchError) return { status: 423, body: error.held ?? {} };
    if (error instanceof InvalidStateError || error instanceof BadRequestError)
      return { status: 400, body: error.message };
    if (error instanceof DatabaseUnavailableError)
      return { status: 503, body: 'The database does not answer.' };
    this.#logger.error({ err: error }, 'a request for a Terraform state failed');
    return { status: 500, body: 'The state could not be served.' };
  }

  #doorFor(request: IncomingMessage): Door | undefined {
    const [scheme, encoded] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'Basic' || encoded === undefined) return undefined;
    const [runId, password] = Buffer.from(encoded, 'base64').toString().split(':');
    const door = this.#doors.get(runId ?? '');
    if (door === undefined || password === undefined) return undefined;
    return timingSafeEqual(digest(password), door.password) ? door : undefined;
  }
}

class BadRequestError extends Error {}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new BadRequestError(`A state has at most ${bodyLimit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readLockInfo(request: IncomingMessage): Promise<LockInfo> {
  const body = await readBody(request);
  let info: unknown;
  try {
    info = JSON.parse(body.toString());
  } catch {
    throw new BadRequestError('The lock info is not JSON.');
  }
  if (
    typeof info === 'object' &&
    info !== null &&
    'ID' in info &&
    typeof info.ID === 'string' &&
    info.ID !== ''
  )
    return { ...info, ID: info.ID };
  throw new BadRequestError('The lock info has no ID.');
}
