import { expect, test } from '@jest/globals';
import { answerProblems, description, requestProblems, webhookProblems } from '../http/contract.js';
import { startGitHub } from '../github.js';
import { appRoutes } from '../routes/apps.js';
import { checkRoutes } from '../routes/checks.js';
import { contentRoutes } from '../routes/contents.js';
import { pullRoutes } from '../routes/pulls.js';
import { repositoryRoutes } from '../routes/repositories.js';
import { reviewRoutes } from '../routes/reviews.js';
import { ruleRoutes } from '../routes/rules.js';
import { call } from './client.js';

test('every route is an operation of GitHub’s description, and every described operation has one', () => {
  const routes = [appRoutes, repositoryRoutes, contentRoutes, pullRoutes, reviewRoutes, checkRoutes, ruleRoutes].flat().map((route) => route.operation);
  expect([...routes, 'GET /rate_limit'].sort()).toEqual(Object.keys(description.operations).sort());
});

test.each<[string, string, unknown, boolean]>([
  ['a plain body', 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { body: 'x' }, true],
  ['nothing where something is needed', 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {}, false],
  ['a stranger at the top', 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { body: 'x', x: 1 }, false],
  ['a stranger deep inside', 'POST /repos/{owner}/{repo}/check-runs', { name: 'n', head_sha: 's', output: { title: 't', summary: 's', annotations: [{ path: 'p', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm', x: 1 }] } }, false],
  ['no body where none is described', 'GET /app', {}, true],
])('requests: %s', (_name, operation, body, fine) => {
  expect(requestProblems(operation, body).length === 0).toBe(fine);
});

test('answers and payloads other than described are named', () => {
  expect(answerProblems('GET /repos/{owner}/{repo}/git/ref/{ref}', 200, { ref: 'x' })).toContain("/ must have required property 'object'");
  expect(answerProblems('GET /app', 201, {})).toEqual(['GET /app never answers 201']);
  expect(answerProblems('GET /app', 404, {})).toEqual([]);
  expect(webhookProblems('pull_request', 'opened', { action: 'opened' })).toContain("/ must have required property 'pull_request'");
  expect(webhookProblems('unknown', null, {})).toEqual([]);
});

test('an answer of the stand-in’s own that is not as described is a hard failure', async () => {
  const github = await startGitHub();
  github.createOrganisation('acme');
  await github.createRepository({ owner: 'acme', name: 'shop', files: { a: 'a' } });
  Object.assign(github.repository('acme/shop'), { description: 7 });
  expect((await call(github, 'GET /repos/acme/shop')).status).toBe(500);
  expect(github.problems).toEqual(['GET /repos/{owner}/{repo} 200: /description must be string,null']);
  await github.close();
});
