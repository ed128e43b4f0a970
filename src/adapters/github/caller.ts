import { z } from 'zod';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { Timers } from '../../ports/clock.js';
import type { Answer } from './failures.js';
import { operations, type OperationName } from './operations.js';
import type { Secrets } from './redact.js';

export type Parameters = { readonly [name: string]: unknown };

/** Requests on behalf of one holder of a token. Each rejects with a Failure HOST_*, or with the signal's reason. */
export interface Caller {
  /** One request; the answer's JSON checked against the fields that we use. */
  call<T>(operation: OperationName, parameters: Parameters, shape: z.ZodType<T>): Promise<T>;
  /** Has a token at hand for the requests to come. @throws Failure HOST_FORBIDDEN where none is made. */
  ready(): Promise<void>;
  /** One request whose answer holds nothing for us. */
  send(operation: OperationName, parameters: Parameters): Promise<void>;
  /** The bytes of a blob or file, in GitHub's raw media type, at most `maxBytes`. */
  raw(operation: OperationName, parameters: Parameters, maxBytes: number): Promise<Uint8Array>;
  /** All pages of a list, 100 items each, `pick` taking the items out of a page. Ends before the first item for which `until` holds. @throws Failure READ_BUDGET when there are more than `maxPages`, unless a partial list will do. */
  list<P, T>(operation: OperationName, parameters: Parameters, page: { readonly shape: z.ZodType<P>; readonly pick: (page: P) => readonly T[]; readonly maxPages: number; readonly until?: (item: T) => boolean; readonly partial?: boolean }): Promise<readonly T[]>;
  /**
   * As much of a numbered list as `maxPages` pages of 100 hold, in two round trips: the first page, then all others that it names at once. `partial`
   * when there are more. Items may move while they are read: one can come twice, and one that went up a page when another left can be missing. Where the
   * first page was told already, with how many items there are, `known`, the others alone are read, in one round trip.
   */
  spread<P, T>(operation: OperationName, parameters: Parameters, page: { readonly shape: z.ZodType<P>; readonly pick: (page: P) => readonly T[]; readonly maxPages: number; readonly known?: number }): Promise<{ readonly items: readonly T[]; readonly partial: boolean }>;
  /** A GraphQL query or mutation. @throws Failure HOST_FORBIDDEN, HOST_NOT_FOUND or HOST_REJECTED for an answer with errors. */
  graphql<T>(operation: OperationName, query: string, variables: Parameters, shape: z.ZodType<T>): Promise<T>;
  /**
   * A GraphQL query whose answer may be a part: what data there is, unchecked, and the errors beside it with the names of the fields that each is about. GitHub answers
   * a field that fails with null and an error. Owner and name of the repository are among the variables. @throws Failure HOST_* where there is no data at all.
   */
  parts(operation: OperationName, query: string, variables: Parameters): Promise<{ readonly data: unknown; readonly errors: readonly PartError[] }>;
}

/** An error of one field of an answer. An empty path is about the whole of it. */
export interface PartError {
  readonly path: readonly string[];
  readonly type: string;
}

/** The token to send; given the one that GitHub refused, another. Undefined for requests without one. */
export type Authorise = (stale?: string) => Promise<string | undefined>;

/** Sends one request and reads its answer whole. */
export type Once = (operation: OperationName, parameters: Parameters, how: {
  readonly token: string | undefined; readonly bucket: string; readonly round: number; readonly signal?: AbortSignal | undefined; readonly accept?: string; readonly maxBytes?: number;
}) => Promise<Answer>;

export interface CallerOptions {
  readonly once: Once;
  readonly timers: Timers;
  readonly secrets: Secrets;
  readonly authorise: Authorise;
  /** Whose budget of the REST API; GraphQL has one of its own beside it. */
  readonly bucket: string;
  /** Parameters of every request. */
  readonly fixed: Parameters;
  readonly signal: AbortSignal | undefined;
}

/** A token that was just made is not yet known everywhere: GitHub answers 401 for some seconds. */
const replicationMs = 1000;
const perPage = 100;
export const graphqlRoute = 'POST /graphql';

const graphqlErrorShape = z.object({ type: z.string().optional(), message: z.string().optional(), path: z.array(z.union([z.string(), z.number()])).nullish() });
const graphqlShape = z.object({ data: z.unknown().optional(), errors: z.array(graphqlErrorShape).optional() });
type GraphqlError = z.infer<typeof graphqlErrorShape>;

function graphqlFailure(operation: OperationName, error: GraphqlError, secrets: Secrets): Failure {
  const data = { operation, message: secrets.redact(error.message ?? '').slice(0, 500) };
  if (error.type === 'FORBIDDEN' || /not accessible by integration/i.test(error.message ?? '')) return new Failure('HOST_FORBIDDEN', data);
  if (error.type === 'RATE_LIMITED') return new Failure('HOST_RATE_LIMITED', { ...data, retryAfterMs: 60_000 });
  return new Failure(error.type === 'NOT_FOUND' ? 'HOST_NOT_FOUND' : 'HOST_REJECTED', data);
}

/** The JSON of an answer, undefined for an empty one. @throws Failure HOST_MALFORMED { reason: 'json' }. */
export function jsonOf(answer: Answer, operation: string): unknown {
  if (answer.bytes.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.bytes));
  } catch (error) {
    throw new Failure('HOST_MALFORMED', { operation, reason: 'json' }, error);
  }
}

function checked<T>(value: unknown, shape: z.ZodType<T>, operation: string): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new Failure('HOST_MALFORMED', { operation, reason: 'shape', at: (issue?.path ?? []).join('.').slice(0, 200) });
}

/** The parameters of the page to which a Link header (RFC 8288) leads by this relation. */
function linkedPage(link: string | undefined, relation: RegExp): Record<string, string> | undefined {
  for (const one of link?.split(',') ?? []) {
    const end = one.indexOf('>');
    const start = one.indexOf('<');
    if (start < 0 || end < start || !relation.test(one.slice(end))) continue;
    const url = one.slice(start + 1, end);
    return URL.canParse(url) ? Object.fromEntries(new URL(url).searchParams) : undefined;
  }
  return undefined;
}

/** The parameters of the next page as the Link header gives them; undefined on the last one. */
export function nextPage(link: string | undefined): Record<string, string> | undefined {
  return linkedPage(link, /;\s*rel="?next"?/);
}

/** How many pages a list has, as the Link header of one of them tells; undefined where it names no last one. */
export function lastPage(link: string | undefined): number | undefined {
  const last = Number(linkedPage(link, /;\s*rel="?last"?/)?.['page']);
  return Number.isSafeInteger(last) && last > 0 ? last : undefined;
}

/** A caller: its token, the check of each answer, pages, and the count of its sequential round trips. */
export function createCaller(options: CallerOptions): Caller {
  const { once, timers, secrets, authorise, bucket, fixed, signal } = options;
  const named = { owner: fixed['owner'], name: fixed['repo'] };
  // Sequential round trips of this caller: a request's round is one more than the latest that had ended when it began.
  let ended = 0;

  type How = { readonly accept?: string; readonly maxBytes?: number };

  /**
   * A publisher stops waiting after `hostRequestMs` and looks at the host before it writes again: by then its request must have been sent or never be,
   * however long its token or its turn took.
   */
  async function request(operation: OperationName, parameters: Parameters, how: How = {}): Promise<Answer> {
    if (operations[operation].as !== 'writer') return asked(operation, parameters, how, signal);
    const deadline = timers.deadline(limits.hostRequestMs.value);
    try {
      return await asked(operation, parameters, how, signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal);
    } catch (error) {
      if (deadline.signal.aborted && signal?.aborted !== true && !(error instanceof Failure)) throw new Failure('HOST_TIMEOUT', { operation, ms: limits.hostRequestMs.value }, error);
      throw error;
    } finally {
      deadline.clear();
    }
  }

  async function asked(operation: OperationName, parameters: Parameters, how: How, until: AbortSignal | undefined): Promise<Answer> {
    until?.throwIfAborted();
    let token = await authorise();
    until?.throwIfAborted();
    if (ended === 0 && token !== undefined) ended = 1;
    for (let attempt = 0; ; attempt++) {
      const round = ended + 1;
      try {
        const graph = operations[operation].route === graphqlRoute;
        return await once(operation, graph ? parameters : { ...fixed, ...parameters }, { ...how, token, bucket: graph ? `${bucket}:graphql` : bucket, round, signal: until });
      } catch (error) {
        if (!(error instanceof Failure) || error.data['status'] !== 401 || attempt >= 2) throw error;
        await timers.sleep(replicationMs, until);
        token = await authorise(token);
      } finally {
        ended = Math.max(ended, round);
      }
    }
  }

  const call: Caller['call'] = async (operation, parameters, shape) => checked(jsonOf(await request(operation, parameters), operation), shape, operation);
  return {
    call,
    async ready() { await authorise(); },
    async send(operation, parameters) { await request(operation, parameters); },
    raw: async (operation, parameters, maxBytes) => (await request(operation, parameters, { accept: 'application/vnd.github.raw+json', maxBytes })).bytes,
    async list(operation, parameters, page) {
      const out = [];
      let at: Parameters = { per_page: perPage };
      for (let count = 1; ; count++) {
        const answer = await request(operation, { ...parameters, ...at });
        for (const item of page.pick(checked(jsonOf(answer, operation), page.shape, operation))) {
          if (page.until?.(item) === true) return out;
          out.push(item);
        }
        const next = nextPage(answer.headers.get('link'));
        if (next === undefined) return out;
        if (count >= page.maxPages && page.partial === true) return out;
        if (count >= page.maxPages) throw new Failure('READ_BUDGET', { operation, pages: page.maxPages });
        at = { ...('cursor' in next ? { cursor: next['cursor'] } : { page: Number(next['page'] ?? count + 1) }), per_page: perPage };
      }
    },
    async spread(operation, parameters, page) {
      const read = async (at: number): Promise<{ readonly items: ReturnType<typeof page.pick>; readonly link: string | undefined }> => {
        const answer = await request(operation, { ...parameters, page: at, per_page: perPage });
        return { items: page.pick(checked(jsonOf(answer, operation), page.shape, operation)), link: answer.headers.get('link') };
      };
      const first = page.known === undefined ? await read(1) : undefined;
      if (first && nextPage(first.link) === undefined) return { items: first.items, partial: false };
      // A list that goes on and does not say how far is read to the bound: pages beyond its end are empty.
      const end = Math.min((first ? lastPage(first.link) : Math.ceil(page.known! / perPage)) ?? page.maxPages, page.maxPages);
      const others = await Promise.all(Array.from({ length: Math.max(0, end - 1) }, (_, index) => read(index + 2)));
      return { items: [...(first ? [first] : []), ...others].flatMap(({ items }) => items), partial: nextPage((others.at(-1) ?? first)?.link) !== undefined };
    },
    async graphql(operation, query, variables, shape) {
      const answer = await call(operation, { query, variables }, graphqlShape);
      const error = answer.errors?.[0];
      if (error === undefined) return checked(answer.data, shape, operation);
      throw graphqlFailure(operation, error, secrets);
    },
    async parts(operation, query, variables) {
      const { data, errors = [] } = await call(operation, { query, variables: { ...named, ...variables } }, graphqlShape);
      const [first] = errors;
      if (first !== undefined && (data === undefined || data === null)) throw graphqlFailure(operation, first, secrets);
      return { data, errors: errors.map(({ path, type }) => ({ path: (path ?? []).map(String), type: type ?? '' })) };
    },
  };
}
