// Cuts GitHub's own OpenAPI description down to what the stand-in GitHub of the tests answers: its operations, its webhooks, and the
// schemas that they reach, without prose. The package is 385 MB unpacked, which is why it is no dependency:
//   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz     (in a scratch folder)
//   node dev/cut-openapi.mjs <scratch folder>/package
// writes test/github/openapi/{github.json,LICENSE}. Add a route's line to `operations` here and cut again.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [source] = process.argv.slice(2);
if (source === undefined) {
  console.error('usage: node dev/cut-openapi.mjs FOLDER-OF-@octokit/openapi');
  process.exit(64);
}

const repo = '/repos/{owner}/{repo}';
const operations = [
  'GET /app', 'GET /app/installations', 'GET /app/installations/{installation_id}', 'POST /app/installations/{installation_id}/access_tokens',
  'GET /app/hook/config', 'PATCH /app/hook/config', 'GET /app/hook/deliveries', 'GET /app/hook/deliveries/{delivery_id}',
  'POST /app/hook/deliveries/{delivery_id}/attempts', 'POST /app-manifests/{code}/conversions', 'GET /installation/repositories',
  'GET /orgs/{org}/installation', 'GET /users/{username}/installation', `GET ${repo}/installation`,
  'GET /rate_limit', 'GET /user', 'GET /users/{username}', 'GET /orgs/{org}', 'GET /orgs/{org}/rulesets', 'GET /orgs/{org}/rulesets/{ruleset_id}',
  `GET ${repo}`, `GET ${repo}/branches/{branch}`, `GET ${repo}/commits`, `GET ${repo}/commits/{ref}`, `GET ${repo}/commits/{commit_sha}/pulls`,
  `GET ${repo}/compare/{basehead}`, `GET ${repo}/contents/{path}`,
  `GET ${repo}/git/ref/{ref}`, `GET ${repo}/git/commits/{commit_sha}`, `GET ${repo}/git/trees/{tree_sha}`, `GET ${repo}/git/blobs/{file_sha}`,
  `GET ${repo}/pulls`, `POST ${repo}/pulls`, `GET ${repo}/pulls/{pull_number}`, `PATCH ${repo}/pulls/{pull_number}`,
  `GET ${repo}/pulls/{pull_number}/files`, `GET ${repo}/pulls/{pull_number}/commits`,
  `GET ${repo}/pulls/{pull_number}/merge`, `PUT ${repo}/pulls/{pull_number}/merge`,
  `GET ${repo}/pulls/{pull_number}/reviews`, `POST ${repo}/pulls/{pull_number}/reviews`, `GET ${repo}/pulls/{pull_number}/reviews/{review_id}/comments`,
  `PUT ${repo}/pulls/{pull_number}/reviews/{review_id}/dismissals`,
  `GET ${repo}/pulls/{pull_number}/comments`, `POST ${repo}/pulls/{pull_number}/comments`, `POST ${repo}/pulls/{pull_number}/comments/{comment_id}/replies`,
  `GET ${repo}/pulls/comments/{comment_id}`, `PATCH ${repo}/pulls/comments/{comment_id}`, `DELETE ${repo}/pulls/comments/{comment_id}`,
  `GET ${repo}/issues/{issue_number}/comments`, `POST ${repo}/issues/{issue_number}/comments`, `GET ${repo}/issues/comments/{comment_id}`,
  `PATCH ${repo}/issues/comments/{comment_id}`, `DELETE ${repo}/issues/comments/{comment_id}`, `POST ${repo}/issues/comments/{comment_id}/reactions`,
  `POST ${repo}/check-runs`, `GET ${repo}/check-runs/{check_run_id}`, `PATCH ${repo}/check-runs/{check_run_id}`,
  `GET ${repo}/check-runs/{check_run_id}/annotations`, `POST ${repo}/check-runs/{check_run_id}/rerequest`, `GET ${repo}/commits/{ref}/check-runs`,
  `GET ${repo}/commits/{ref}/check-suites`, `GET ${repo}/check-suites/{check_suite_id}`, `GET ${repo}/check-suites/{check_suite_id}/check-runs`,
  `POST ${repo}/check-suites/{check_suite_id}/rerequest`,
  `POST ${repo}/statuses/{sha}`, `GET ${repo}/commits/{ref}/status`, `GET ${repo}/commits/{ref}/statuses`,
  `GET ${repo}/collaborators/{username}/permission`,
  `GET ${repo}/rulesets`, `POST ${repo}/rulesets`, `GET ${repo}/rulesets/{ruleset_id}`, `GET ${repo}/rules/branches/{branch}`,
];
const webhooks = [
  'check-run-created', 'check-run-completed', 'check-run-rerequested', 'check-suite-requested', 'check-suite-completed', 'check-suite-rerequested',
  'installation-created', 'installation-deleted', 'installation-repositories-added', 'installation-repositories-removed', 'issue-comment-created',
  'merge-group-checks-requested', 'merge-group-destroyed', 'pull-request-opened', 'pull-request-closed', 'pull-request-edited', 'pull-request-reopened',
  'pull-request-synchronize', 'pull-request-ready-for-review', 'pull-request-converted-to-draft', 'pull-request-review-submitted',
  'pull-request-review-dismissed', 'push',
];

const document = JSON.parse(readFileSync(path.join(source, 'generated/api.github.com.json'), 'utf8'));
const { version } = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8'));
const prose = new Set(['description', 'example', 'examples', 'title', 'externalDocs', 'deprecated', 'readOnly', 'writeOnly', 'x-github-breaking-changes', 'x-multi-segment']);
const named = new Set(['properties', 'patternProperties']);
/** The lists of events that an App may subscribe to are older than some events. */
const withoutEnum = (schema) => Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'enum'));

/** A schema without prose, with OpenAPI 3.0's `nullable` said as JSON Schema says it. */
function bare(schema) {
  if (Array.isArray(schema)) return schema.map(bare);
  if (schema === null || typeof schema !== 'object') return schema;
  const out = {};
  for (const [key, value] of Object.entries(schema)) {
    if (prose.has(key) || key === 'nullable') continue;
    if (named.has(key)) out[key] = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, name === 'events' && one.items ? { ...bare(one), items: withoutEnum(bare(one.items)) } : bare(one)]));
    else if (key === 'enum' || key === 'default' || key === 'required' || key === 'const') out[key] = value;
    else out[key] = bare(value);
  }
  if (schema.nullable !== true) return out;
  if (typeof out.type !== 'string' || out.$ref || out.allOf || out.oneOf || out.anyOf) return { anyOf: [out, { type: 'null' }] };
  out.type = [out.type, 'null'];
  if (out.enum && !out.enum.includes(null)) out.enum = [...out.enum, null];
  return out;
}

const wanted = new Map();
/** Takes in every schema that this one reaches. */
function reach(schema) {
  if (Array.isArray(schema)) return schema.forEach(reach);
  if (schema === null || typeof schema !== 'object') return undefined;
  for (const [key, value] of Object.entries(schema)) {
    if (key !== '$ref' || typeof value !== 'string') { reach(value); continue; }
    const name = value.replace('#/components/schemas/', '');
    if (name === value) throw new Error(`a reference outside the schemas: ${value}`);
    if (wanted.has(name)) continue;
    const found = bare(document.components.schemas[name]);
    wanted.set(name, found);
    reach(found);
  }
  return undefined;
}

const resolve = (one) => (one.$ref ? one.$ref.slice(2).split('/').reduce((at, key) => at[key], document) : one);
/** The JSON schema of a body; an operation may answer in several JSON media types (a folder's listing as an array or as an object). */
function jsonOf(content) {
  const schemas = Object.entries(content ?? {}).filter(([type]) => /^application\/(?:json|vnd\.github\.object)/.test(type)).map(([, one]) => one.schema);
  return schemas.length > 1 ? { anyOf: schemas } : schemas[0];
}

const cut = { source: `@octokit/openapi@${version} (MIT), generated/api.github.com.json`, operations: {}, webhooks: {}, components: { schemas: {} } };
for (const line of operations) {
  const [method, template] = line.split(' ');
  const operation = document.paths[template]?.[method.toLowerCase()];
  if (!operation) throw new Error(`GitHub has no operation ${line}`);
  const request = operation.requestBody && jsonOf(resolve(operation.requestBody).content);
  const answers = {};
  for (const [status, one] of Object.entries(operation.responses)) {
    if (!/^2/.test(status)) continue;
    const schema = jsonOf(resolve(one).content);
    answers[status] = schema ? bare(schema) : true;
  }
  cut.operations[line] = { ...(request ? { request: bare(request) } : {}), answers };
}
for (const name of webhooks) {
  const hook = document['x-webhooks'][name];
  if (!hook) throw new Error(`GitHub has no webhook ${name}`);
  cut.webhooks[name] = bare(jsonOf(resolve(hook.post.requestBody).content));
}
reach(cut.operations);
reach(cut.webhooks);
// What the description gets wrong: the list of installations spells the account out as a person and an enterprise at once, and a comment whose line
// left the diff has neither line nor position.
cut.operations['GET /app/installations'].answers['200'] = { type: 'array', items: { $ref: '#/components/schemas/installation' } };
for (const field of ['line', 'position']) wanted.get('pull-request-review-comment').properties[field].type = ['integer', 'null'];
for (const name of [...wanted.keys()].sort((one, other) => (one < other ? -1 : 1))) cut.components.schemas[name] = wanted.get(name);

const target = 'test/github/openapi';
mkdirSync(target, { recursive: true });
writeFileSync(path.join(target, 'github.json'), `${JSON.stringify(cut)}\n`);
copyFileSync(path.join(source, 'LICENSE'), path.join(target, 'LICENSE'));
console.log(`${operations.length} operations, ${webhooks.length} webhooks, ${wanted.size} schemas, ${JSON.stringify(cut).length} bytes`);
