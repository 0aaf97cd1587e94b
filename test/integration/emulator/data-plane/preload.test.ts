import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { connected, end, PORT, type Scenario } from '../../../unit/emulator/data-plane/support/scenario.ts';
import { selfSigned } from '../../../unit/emulator/data-plane/support/self-signed.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../../..');

let scenario: Scenario | undefined;

afterEach(async () => {
  if (scenario !== undefined) await end(scenario);
  scenario = undefined;
});

/** What a program prints that stands at the consumer's interface and knows the service's name as HOST. */
async function inVpc(program: string, environment: Record<string, string> = {}): Promise<unknown> {
  if (scenario === undefined) throw new Error('no scenario');
  const { emulator } = scenario.aws;
  const preload = join(root, 'emulator/data-plane/preload.mjs');
  const { stdout } = await run(
    process.execPath,
    ['--import', preload, '--input-type=module', '--eval', program],
    {
      cwd: root,
      timeout: 30_000,
      env: {
        ...process.env,
        VPC_SOCKS: `${emulator.socks?.host}:${emulator.socks?.port}`,
        VPC_IDENTITY: scenario.from,
        VPC_CONTROL: emulator.url,
        HOST: scenario.names[0] ?? '',
        PORT: String(PORT),
        ...environment,
      },
    },
  );
  return JSON.parse(stdout);
}

test('a plain socket connects, and what it wrote before it was connected arrives', async () => {
  scenario = await connected();
  const heard = await inVpc(`
    import { connect } from 'node:net';
    const socket = connect(Number(process.env.PORT), process.env.HOST);
    socket.write('early');
    socket.on('data', (chunk) => { console.log(JSON.stringify(chunk.toString())); socket.end(); });
  `);
  expect(heard).toBe('early');
});

test('fetch goes through the VPC, and to loopback it does not', async () => {
  const web = createServer((_request, response) => response.end('from the target'));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  try {
    scenario = await connected({ onTarget: (socket) => web.emit('connection', socket) });
    const heard = await inVpc(`
      const far = await (await fetch('http://' + process.env.HOST + ':' + process.env.PORT + '/')).text();
      const near = (await fetch(process.env.VPC_CONTROL + '/_emulator/health')).status;
      console.log(JSON.stringify({ far, near }));
    `);
    expect(heard).toEqual({ far: 'from the target', near: 200 });
  } finally {
    web.close();
  }
});

test('names are those of the VPC, and one that nobody has is not found', async () => {
  scenario = await connected();
  const heard = await inVpc(`
    import { lookup } from 'node:dns/promises';
    import { connect } from 'node:net';
    const known = await lookup(process.env.HOST);
    const unknown = await lookup('no.such.example').catch((error) => error.code);
    const socket = connect(1, 'no.such.example');
    socket.on('error', ({ code }) => console.log(JSON.stringify({ known, unknown, code })));
  `);
  expect(heard).toEqual({
    known: { address: expect.stringMatching(/^10\.1\.0\./), family: 4 },
    unknown: 'ENOTFOUND',
    code: 'ENOTFOUND',
  });
});

test("PostgreSQL's client speaks to the target", async () => {
  scenario = await connected({
    // A server that wants no password, is ready for a query, and answers every one with an error.
    onTarget: (socket) =>
      socket.once('data', () => {
        socket.write(Buffer.from('520000000800000000' + '5a0000000549', 'hex'));
        socket.once('data', () => {
          const fields = Buffer.from('SERROR\0C42P01\0Mno such table\0\0');
          const length = Buffer.alloc(4);
          length.writeUInt32BE(fields.length + 4);
          socket.write(Buffer.concat([Buffer.from('E'), length, fields, Buffer.from('5a0000000549', 'hex')]));
          socket.once('data', () => socket.end());
        });
      }),
  });
  const heard = await inVpc(`
    import pg from 'pg';
    const client = new pg.Client({ host: process.env.HOST, port: Number(process.env.PORT), user: 'u', database: 'd' });
    await client.connect();
    const error = await client.query('SELECT * FROM t').catch((error) => error);
    console.log(JSON.stringify(error.message));
    await client.end();
  `);
  expect(heard).toBe('no such table');
});

test('TLS is spoken with the listener, by the name that the program asked for', async () => {
  const certificateArn = 'arn:aws:acm:eu-west-1:222222222222:certificate/1';
  scenario = await connected({ certificateArn });
  const pair = selfSigned('db.example');
  await scenario.aws.emulator.dataPlane.putCertificate({ certificateArn, ...pair });
  const heard = await inVpc(
    `
    import { connect } from 'node:tls';
    const { HOST: host, PORT: port, CA: ca } = process.env;
    const right = connect({ host, port: Number(port), ca, servername: 'db.example' }, () => right.write('secret'));
    right.on('data', (chunk) => {
      right.end();
      const wrong = connect({ host, port: Number(port), ca });
      wrong.on('error', ({ code }) => console.log(JSON.stringify({ echoed: chunk.toString(), code })));
    });
  `,
    { CA: pair.certificate },
  );
  expect(heard).toEqual({ echoed: 'secret', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});
