import { Failure } from '../../core/errors.js';
import { isObject, type Json } from '../../core/json.js';
import { redact } from './redact.js';

/** An answer of GitHub as it came, read to its end. Header names are lower-case. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Uint8Array;
}

/** The least that GitHub asks to wait after a secondary limit which names no time. docs.github.com, "Rate limits for the REST API". */
const leastWaitMs = 60_000;
const longestWaitMs = 3_600_000;
const messageCharacters = 500;

const clip = (text: string): string => redact(text).slice(0, messageCharacters);

/** What GitHub says in an error's body; '' where the body is none of its own. */
function said(bytes: Uint8Array): { readonly message: string; readonly errors: readonly Json[] } {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, 65_536)));
    if (!isObject(body)) return { message: '', errors: [] };
    const errors = Array.isArray(body.errors) ? body.errors.slice(0, 20) : [];
    return {
      message: typeof body.message === 'string' ? clip(body.message) : '',
      errors: errors.map((error: Json) => clip(typeof error === 'string' ? error : JSON.stringify(error))),
    };
  } catch {
    return { message: '', errors: [] };
  }
}

function waitOf(answer: Answer, now: number): number {
  const after = answer.headers.get('retry-after');
  if (after !== undefined) {
    const seconds = Number(after);
    if (Number.isFinite(seconds)) return seconds * 1000;
    const date = Date.parse(after);
    if (!Number.isNaN(date)) return date - now;
  }
  const reset = Number(answer.headers.get('x-ratelimit-reset'));
  if (answer.headers.get('x-ratelimit-remaining') === '0' && Number.isFinite(reset) && reset > 0) return reset * 1000 - now;
  return leastWaitMs;
}

function limited(answer: Answer, message: string): boolean {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  return answer.headers.has('retry-after') || answer.headers.get('x-ratelimit-remaining') === '0' || /rate limit|abuse detection/i.test(message);
}

/**
 * What an answer other than 2xx means to us: HOST_RATE_LIMITED { retryAfterMs } (at least 1 s, at most 1 h), HOST_FORBIDDEN, HOST_NOT_FOUND,
 * HOST_REJECTED { message, errors }, HOST_ERROR; HOST_MALFORMED for a status that GitHub does not send. `operation` names the request.
 */
export function failureOf(answer: Answer, operation: string, now: number): Failure {
  const { status } = answer;
  const { message, errors } = said(answer.bytes);
  const data = { operation, status, ...(message === '' ? {} : { message }), ...(errors.length === 0 ? {} : { errors }) };
  if (limited(answer, message)) {
    return new Failure('HOST_RATE_LIMITED', { ...data, retryAfterMs: Math.min(Math.max(waitOf(answer, now), 1000), longestWaitMs) });
  }
  if (status === 401 || status === 403) return new Failure('HOST_FORBIDDEN', data);
  if (status === 404 || status === 410 || status === 451) return new Failure('HOST_NOT_FOUND', data);
  if (status >= 400 && status < 500) return new Failure('HOST_REJECTED', data);
  if (status >= 500) return new Failure('HOST_ERROR', data);
  return new Failure('HOST_MALFORMED', { ...data, reason: 'status' });
}

/** What a request that got no answer means: HOST_UNREACHABLE with the system's code, never its text (which may hold an address). */
export function unreachable(error: unknown, operation: string): Failure {
  const codeOf = (value: unknown): string | undefined => (typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string' ? value.code : undefined);
  const code = codeOf(typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined) ?? codeOf(error);
  return new Failure('HOST_UNREACHABLE', { operation, ...(code === undefined ? {} : { reason: code }) }, error);
}
