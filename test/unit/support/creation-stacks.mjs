/**
 * cdktf notes for every token where it was made, in a stack without limit, and Jest maps each frame of it to its source: between a third and
 * a half of the time of the tests that synthesise. Nobody reads those stacks here. They are stacks of plain objects; errors stay mapped.
 */
import { types } from 'node:util';

const mapped = Error.prepareStackTrace;

Error.prepareStackTrace = (subject, frames) =>
  mapped === undefined || !types.isNativeError(subject)
    ? [subject, ...frames.map((frame) => `    at ${frame}`)].join('\n')
    : mapped(subject, frames);
