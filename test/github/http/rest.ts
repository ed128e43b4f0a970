import type { IncomingHttpHeaders } from 'node:http';
import { findRepository } from '../world/lookup.js';
import type { Site } from '../world/site.js';
import type { Webhooks } from '../webhooks.js';
import { Refusal, notFound, ok, type Answer, type Body } from './answer.js';
import { mustHave, mustSee, type Actor } from './auth.js';
import { answerProblems, requestProblems } from './contract.js';
import type { Exchange, Route } from './exchange.js';
import type { RateLimits } from './rate.js';
import { createRouter } from './router.js';

export interface RestRequest {
  readonly method: string;
  readonly url: URL;
  /** The path below the interface's own address. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly actor: Actor;
}

/** The REST interface: finds the route, holds request and answer against GitHub's description, and asks who may. */
export function createRest(site: Site, webhooks: Webhooks, limits: RateLimits, routes: readonly Route[], fail: (problem: string) => void): (request: RestRequest) => Promise<Answer> {
  const limitRoute: Route = { operation: 'GET /rate_limit', who: 'anyone', run: ({ actor }) => ok(limits.overview(actor)) };
  const find = createRouter<Route>([...routes, limitRoute]);

  return async (request) => {
    const match = find(request.method, request.path);
    if (!match) throw notFound();
    const { route, params } = match;
    const exchange: Exchange = {
      site, state: site.state, webhooks, url: request.url, headers: request.headers, params, body: parseBody(request), actor: request.actor,
    };
    const answer = await run(route, exchange);
    if (answer.raw) return answer;
    const problems = answerProblems(route.operation, answer.status, answer.json);
    if (problems.length === 0) return answer;
    for (const problem of problems) fail(`${route.operation} ${answer.status}: ${problem}`);
    return { status: 500, json: { message: 'the stand-in answered other than GitHub describes', errors: problems } };
  };

  async function run(route: Route, exchange: Exchange): Promise<Answer> {
    const { actor, params } = exchange;
    if (route.who === 'repository') {
      const repository = findRepository(site.state, params.get('owner') ?? '', params.get('repo') ?? '');
      if (!repository) throw notFound();
      mustSee(site.state, actor, repository);
      mustHave(site.state, actor, repository, route.needs);
      mustFit(route, exchange);
      return route.run({ ...exchange, repository });
    }
    if (route.who === 'app' && actor.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
    if (route.who === 'installation' && actor.kind !== 'installation') throw new Refusal(403, 'You must authenticate with an installation access token.');
    mustFit(route, exchange);
    return route.run(exchange);
  }
}

function mustFit(route: Route, exchange: Exchange): void {
  const problems = requestProblems(route.operation, exchange.body);
  if (problems.length > 0) throw new Refusal(422, `Invalid request.\n\n${problems.slice(0, 5).join('\n')}`, problems);
}

function parseBody({ body, method }: RestRequest): Body {
  if (method === 'GET' || body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Refusal(400, 'Body should be a JSON object');
  return value as Body;
}
