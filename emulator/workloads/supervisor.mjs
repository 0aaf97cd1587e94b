/**
 * The process between the emulator and a program that it runs, one per program: leader of the program's process group. It learns what
 * to run from its control channel (descriptor 3), starts it with its own standard output and error, says there how it ended, and
 * takes the whole group with it when the channel closes: when the emulator is gone, however it went.
 *
 * Lines of JSON. In: `{command, args, environment, directory}` first, then `{signal}`. Out: `{code, signal, failure}`.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';

const channel = new Socket({ fd: 3 });
const endGroup = () => process.kill(0, 'SIGKILL');
/** For the channel's other end to read the last word; nobody answers it. */
const LAST_WORD_MILLISECONDS = 2_000;
let program;

// Signals to the group are for the program.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => {});
channel.on('error', endGroup);
createInterface({ input: channel }).on('line', obey).on('close', endGroup);

function obey(line) {
  const order = JSON.parse(line);
  if (program === undefined) run(order);
  else program.kill(order.signal);
}

function run({ command, args, environment, directory }) {
  program = spawn(command, args, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  program.once('error', (error) => say({ code: null, signal: null, failure: error.message }));
  program.once('exit', (code, signal) => say({ code, signal }));
}

/** As when the first process of a container ends: everything else ends with it. */
function say(word) {
  channel.write(`${JSON.stringify(word)}\n`, endGroup);
  setTimeout(endGroup, LAST_WORD_MILLISECONDS);
}
