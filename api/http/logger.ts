import { type DestinationStream, type Logger, pino } from 'pino';
import { redact } from '../redaction.ts';

/** One JSON line per event. What could let somebody in is never written, wherever it turns up. */
export function createLogger(options: {
  readonly level: string;
  readonly destination?: DestinationStream;
}): Logger {
  const settings = {
    level: options.level,
    base: { service: 'tray-privatelink-api' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'authorization',
        '*.authorization',
        '*.headers.authorization',
        '*.headers.cookie',
        'token',
        '*.token',
        '*.password',
        '*.secret',
        '*.connectionString',
      ],
      censor: '[redacted]',
    },
    // Whatever an error quotes.
    hooks: { streamWrite: (line: string) => redact(line) },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}
