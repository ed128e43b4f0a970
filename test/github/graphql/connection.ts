import { GraphQLProblem, type GraphObject } from './execute.js';

/** A connection: `first` or `last` items, after a cursor that is their place. Only `totalCount` may be asked for without either. */
export function connection(typename: string, items: readonly GraphObject[], given: Readonly<Record<string, unknown>>): GraphObject {
  const { first, last, after } = given;
  const cursor = (at: number) => Buffer.from(String(at)).toString('base64');
  const shown = (): { readonly from: number; readonly some: readonly GraphObject[] } => {
    if (typeof first !== 'number' && typeof last !== 'number') throw new GraphQLProblem('MISSING_PAGINATION_BOUNDARIES', `You must provide a \`first\` or \`last\` value to properly paginate the \`${typename}\` connection.`);
    const count = Number(first ?? last);
    if (count < 1 || count > 100) throw new GraphQLProblem('EXCESSIVE_PAGINATION', `Requesting ${count} records on the \`${typename}\` connection exceeds the \`first\` limit of 100 records.`);
    const from = typeof first !== 'number' ? Math.max(0, items.length - count) : typeof after === 'string' ? Number(Buffer.from(after, 'base64').toString('utf8')) : 0;
    return { from, some: items.slice(from, from + count) };
  };
  function pageInfo(): GraphObject {
    const { from, some } = shown();
    return {
      typename: 'PageInfo',
      fields: {
        hasNextPage: () => from + some.length < items.length, hasPreviousPage: () => from > 0, endCursor: () => (some.length > 0 ? cursor(from + some.length) : null),
        startCursor: () => (some.length > 0 ? cursor(from) : null),
      },
    };
  }
  return { typename, fields: { nodes: () => shown().some, totalCount: () => items.length, pageInfo } };
}
