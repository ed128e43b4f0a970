import { pino } from 'pino';
import type { DestinationStream } from 'pino';
import type { Json } from '../../core/json.js';
import type { Log, LogFields } from '../../ports/log.js';
import type { Redactor } from './redaction.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A log of JSON lines on standard error (or `to`). Every field and message goes through the redactor. */
export function pinoLog(level: LogLevel, redact: Redactor, to?: DestinationStream): Log {
  const root = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } }, to ?? pino.destination({ dest: 2, sync: true }));
  const over = (bound: LogFields): Log => {
    const write = (at: LogLevel) => (message: string, fields: LogFields = {}): void => {
      if (!root.isLevelEnabled(at)) return;
      const clean: { [key: string]: Json } = {};
      for (const [key, value] of Object.entries({ ...bound, ...fields })) if (value !== undefined) clean[key] = value;
      root[at](redact.json(clean), redact.text(message));
    };
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error'), with: (fields) => over({ ...bound, ...fields }) };
  };
  return over({});
}
