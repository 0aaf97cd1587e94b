import { connect } from 'node:net';

/** What came back for bytes on a socket. */
export interface Exchange {
  /** Undefined: the server closed without a word. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Nothing ended within the deadline. */
  readonly hung: boolean;
}

/** Sends bytes as they are, and reads until the first answer is complete, the server closes, or the deadline. */
export function exchange(
  port: number,
  text: string | Buffer,
  options: { readonly deadlineMilliseconds: number; readonly close?: boolean } = {
    deadlineMilliseconds: 30_000,
  },
): Promise<Exchange> {
  const bytes = Buffer.from(text);
  return new Promise((settle) => {
    const chunks: Buffer[] = [];
    const isHead = bytes.subarray(0, 5).toString() === 'HEAD ';
    const socket = connect(port, '127.0.0.1');
    const finish = (hung: boolean) => {
      clearTimeout(deadline);
      socket.destroy();
      settle({ ...parse(Buffer.concat(chunks).toString('latin1')), hung });
    };
    const deadline = setTimeout(() => finish(true), options.deadlineMilliseconds);
    socket.on('connect', () => {
      socket.write(bytes);
      if (options.close) socket.end();
    });
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (isComplete(Buffer.concat(chunks).toString('latin1'), isHead)) finish(false);
    });
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
  });
}

function isComplete(text: string, isHead: boolean): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0 || /^HTTP\/1\.1 1\d\d/.test(text)) return false;
  if (isHead) return true;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2))?.[1];
  return length !== undefined && text.length - end - 4 >= Number(length);
}

function parse(text: string): Omit<Exchange, 'hung'> {
  // An interim answer (100) is not what was asked for.
  const final = text.replace(/^HTTP\/1\.1 1\d\d[^\r]*\r\n\r\n/, '');
  const end = final.indexOf('\r\n\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(final)?.[1];
  if (end < 0 || status === undefined) return { status: undefined, headers: {}, body: final };
  const headers: Record<string, string> = {};
  for (const line of final.slice(0, end).split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(status), headers, body: Buffer.from(final.slice(end + 4), 'latin1').toString() };
}
