import { Refusal, ok, type Answer } from '../http/answer.js';
import type { Actor } from '../http/auth.js';
import type { Site } from '../world/site.js';
import { GraphQLProblem, select } from './execute.js';
import { GraphQLSyntaxError, parseOperation } from './parse.js';
import { graphFor } from './schema.js';

/** Answers `POST /api/graphql`. As GitHub's, errors come with status 200; unknown fields refuse the whole document. */
export async function answerGraphQL(site: Site, actor: Actor, body: Buffer): Promise<Answer> {
  if (actor.kind === 'anonymous' || actor.kind === 'app') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
  let request: { query?: unknown; variables?: unknown };
  try {
    request = JSON.parse(body.toString('utf8')) as typeof request;
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
  if (typeof request.query !== 'string') throw new Refusal(400, 'A query attribute must be specified and must be a string.');
  const variables = typeof request.variables === 'object' && request.variables !== null ? (request.variables as Record<string, unknown>) : {};
  const errors: unknown[] = [];
  try {
    const operation = parseOperation(request.query, variables);
    const data = await select(graphFor(site, actor)[operation.kind], operation.selection, errors);
    return ok({ data, ...(errors.length > 0 ? { errors } : {}) });
  } catch (error) {
    if (error instanceof GraphQLSyntaxError || error instanceof GraphQLProblem) return ok({ errors: [{ message: error.message }] });
    throw error;
  }
}
