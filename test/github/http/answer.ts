import { createHash } from 'node:crypto';

export type Body = Record<string, unknown>;

/** What a route gives back. `json` of undefined means no body; `raw` is sent as it is. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly raw?: { readonly bytes: Buffer; readonly type: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that refuses: GitHub's status, message and list of errors. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: readonly unknown[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  answer(): Answer {
    const json = {
      message: this.message, ...(this.errors ? { errors: this.errors } : {}),
      documentation_url: 'https://docs.github.com/rest', status: String(this.status),
    };
    return { status: this.status, json, headers: this.headers };
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');
export const invalid = (resource: string, field: string, code: string, message?: string): Refusal =>
  new Refusal(422, 'Validation Failed', [{ resource, field, code, ...(message === undefined ? {} : { message }) }]);

export const ok = (json: unknown): Answer => ({ status: 200, json });
export const created = (json: unknown): Answer => ({ status: 201, json });
export const noContent: Answer = { status: 204 };

/**
 * One page of a list, with GitHub's Link header. `wrap` puts the items into an object with their total.
 * `per_page` is 30 where nothing is asked for and at most 100.
 */
export function page<T>(
  url: URL, items: readonly T[], show: (item: T) => unknown, wrap?: (shown: unknown[], total: number) => unknown,
): Answer {
  const { at, perPage, headers } = pageHeaders(url, items.length);
  const shown = items.slice((at - 1) * perPage, at * perPage).map(show);
  return { status: 200, json: wrap ? wrap(shown, items.length) : shown, headers };
}

/** As `page`, with items that take time to show. */
export async function pageOf<T>(
  url: URL, items: readonly T[], show: (items: readonly T[]) => Promise<unknown[]>, wrap?: (shown: unknown[], total: number) => unknown,
): Promise<Answer> {
  const { at, perPage, headers } = pageHeaders(url, items.length);
  const shown = await show(items.slice((at - 1) * perPage, at * perPage));
  return { status: 200, json: wrap ? wrap(shown, items.length) : shown, headers };
}

/** The page asked for, and the Link header that leads to its neighbours. */
export function pageHeaders(url: URL, total: number, fallback = 30): { at: number; perPage: number; headers: Record<string, string> } {
  const number = (name: string, usual: number, most: number) => {
    const value = Number(url.searchParams.get(name) ?? usual);
    return Number.isInteger(value) && value >= 1 ? Math.min(value, most) : usual;
  };
  const perPage = number('per_page', fallback, 100);
  const at = number('page', 1, Number.MAX_SAFE_INTEGER);
  const last = Math.max(1, Math.ceil(total / perPage));
  const link = (to: number, rel: string) => {
    const target = new URL(url);
    target.searchParams.set('page', String(to));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(at > 1 ? [link(Math.min(at - 1, last), 'prev')] : []), ...(at < last ? [link(at + 1, 'next'), link(last, 'last')] : []),
    ...(at > 1 ? [link(1, 'first')] : []),
  ];
  return { at, perPage, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}

/** The bytes of an answer and its weak ETag. */
export function encode(answer: Answer): { bytes: Buffer; type: string; etag: string } {
  const bytes = answer.raw ? answer.raw.bytes : answer.json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(answer.json));
  return { bytes, type: answer.raw?.type ?? 'application/json; charset=utf-8', etag: `W/"${createHash('sha256').update(bytes).digest('hex')}"` };
}
