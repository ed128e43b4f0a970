import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, NoDeprecatedCustomRule, parse, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { blobsQuery, headQuery, mergeQuery, resolveMutation, threadsQuery } from '../../../src/adapters/github/queries.js';
import { parseOperation } from '../../github/graphql/parse.js';

let made: GraphQLSchema | undefined;
/** GitHub's published schema, whole. */
const schema = (): GraphQLSchema => (made ??= buildSchema(readFileSync(path.join(import.meta.dirname, '../../../node_modules/@octokit/graphql-schema/schema.graphql'), 'utf8'), { assumeValidSDL: true }));

describe('what we ask of GraphQL', () => {
  test.each([
    ['a head', headQuery], ['a test merge', mergeQuery], ['one blob', blobsQuery(1)], ['blobs', blobsQuery(100)], ['threads', threadsQuery], ['a resolved thread', resolveMutation],
  ])('%s: every field is one of the published schema, none of them deprecated', (_name, text) => {
    expect(validate(schema(), parse(text), [...specifiedRules, NoDeprecatedCustomRule]).map((error) => error.message)).toEqual([]);
  });
  test('the schema would refuse a field that it has not', () => {
    expect(validate(schema(), parse('{ repository(owner: "a", name: "b") { pullRequest(number: 1) { mergeBase { oid } } } }'))).toHaveLength(1);
  });
  test('the stand-in reads all of them', () => {
    for (const text of [headQuery, mergeQuery, blobsQuery(3), threadsQuery, resolveMutation]) expect(parseOperation(text, {}).selection.length).toBeGreaterThan(0);
  });
});
