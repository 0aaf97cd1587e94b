import type { Readable } from 'node:stream';
import { MAX_LINE_CHARACTERS } from '../core/runner.ts';

/**
 * Cuts a stream into lines, whichever way it is cut into chunks. A line longer than `MAX_LINE_CHARACTERS` comes in pieces, so that
 * at most one such piece is ever held. What stands after the last line break is a line when the stream ends.
 */
export function readLines(stream: Readable, onLine: (text: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) inPieces(line, onLine);
    while (rest.length > MAX_LINE_CHARACTERS) {
      onLine(rest.slice(0, MAX_LINE_CHARACTERS));
      rest = rest.slice(MAX_LINE_CHARACTERS);
    }
  });
  stream.on('end', () => {
    if (rest !== '') inPieces(rest, onLine);
    rest = '';
  });
}

function inPieces(line: string, onLine: (text: string) => void): void {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  for (let at = 0; at === 0 || at < text.length; at += MAX_LINE_CHARACTERS) {
    onLine(text.slice(at, at + MAX_LINE_CHARACTERS));
  }
}
